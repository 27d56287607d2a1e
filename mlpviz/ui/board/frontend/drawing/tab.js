// @ts-check
/** What of the panel belongs to the browser's tab: its style, and the drawing that was made last. */

const KEY = "mlpviz-drawing";

/**
 * Have a style sheet; the promise of it while it comes.
 * @param {string} address
 */
export function style(address) {
  if (document.querySelector(`link[href="${address}"]`)) return undefined;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  const loaded = new Promise((resolve) => {
    link.onload = link.onerror = resolve;
  });
  document.head.append(link);
  return loaded;
}

/** @param {string} text */
export function keep(text) {
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // A page in another one's frame has no storage: there it ends with the panel.
  }
}

export function kept() {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
