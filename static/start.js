// @ts-check
// Starts the app in the page: what build.py has written into it says where everything is.

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {{stlite: string, pages: string[], options: {pyodideUrl?: string}}} */
const site = JSON.parse(element("site").textContent ?? "");
// The page that 404.html was asked for.
const page = location.hash.slice(1);
try {
  const stlite = await import(new URL(site.stlite, document.baseURI).href);
  // It is loaded by a worker, which has no address that a relative one could be relative to.
  const { pyodideUrl } = site.options;
  if (pyodideUrl) site.options.pyodideUrl = new URL(pyodideUrl, document.baseURI).href;
  // Takes the address as it is now for the root.
  stlite.mount(site.options, element("root"));
  if (site.pages.includes(page)) history.replaceState(null, "", `${page}${location.search}`);
} catch (error) {
  element("status").textContent = `mlpviz cannot start: ${error}. Load the page anew.`;
  throw error;
}
