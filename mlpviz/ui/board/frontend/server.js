// @ts-check
// Run before Streamlit's own scripts: where the server is. Else Streamlit asks below the page's own
// path first, `bug-lab/_stcore/health`, waits for "Not Found", and the browser logs it.

// A page lies beside the server's files, which the page's own links show as well.
window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: new URL(".", document.baseURI).href };
