// @ts-check
const TOO_LONG = 20_000; // ms that a chart may take to be drawn

/**
 * What a promise gives; fails if that takes too long, so that one chart never holds up the board.
 * @template Result
 * @param {Promise<Result>} promise
 * @param {number} wait ms
 * @returns {Promise<Result>}
 */
export function inTime(promise, wait = TOO_LONG) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("not drawn in time")), wait);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Let everything run that is already due. */
export function nextTask() {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Let the browser show what has been drawn; a hidden page shows nothing, and has nothing to wait for. */
export function nextScreen() {
  if (document.hidden) return nextTask();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
