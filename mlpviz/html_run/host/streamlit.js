// @ts-check
// In place of the board's own: nothing is under way here, and no page is left for another one.

/** Nothing leads to another page. */
export function noteExits() {}

/** A question is answered in the page itself. */
export function noteQuestion() {}

/** Whether a page is about to be left. */
export function isLeaving() {
  return false;
}

/** Whether an answer is neither awaited nor under way. */
export function isResting() {
  return true;
}
