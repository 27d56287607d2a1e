// @ts-check
/**
 * What the browser keeps for its tab, over a reload and over a server that has forgotten it: the pins.
 * It ends with the tab, and nobody else sees it. A page that is opened by another link begins anew.
 */

const KEY = "mlpviz-pins";
/** @type {PerformanceEntry | undefined} */
const navigation = performance.getEntriesByType("navigation")[0];
let ours = navigation !== undefined && "type" in navigation && navigation.type === "reload";
let told = false; // whether it was asked for what was kept

/** Whether it was asked for already. */
export function wasTold() {
  return told;
}

/** @param {string} text */
export function keep(text) {
  ours = true;
  told = false;
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // A page in another one's frame has no storage: there they end with the page.
  }
}

/**
 * What was kept, once; null if there is nothing that belongs to this page.
 * @returns {string | null}
 */
export function kept() {
  if (told) return null;
  told = true;
  try {
    if (!ours) sessionStorage.removeItem(KEY);
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
