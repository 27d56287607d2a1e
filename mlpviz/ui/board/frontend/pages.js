// @ts-check
// Run with the page: what Streamlit leaves out of the row of pages (pages.css), and of a page that is
// opened where the sidebar lies over it.
const ROW = ".st-key-pages";
const OPENED = "[data-testid=stSidebar][data-collapsed=false]";
const OPENER = "[data-testid=stExpandSidebarButton]";
const CLOSER = "[data-testid=stSidebarCollapseButton] button";
const NARROW = 768; // px, the width of a window up to which Streamlit lays the sidebar over the page
const KEPT = "stSidebarCollapsed-"; // where Streamlit keeps for ever that the sidebar was opened
const APPEARED = "mlpviz-appeared"; // the animation that pages.css gives to the links

let page = location.pathname;

/** Say which page is open and that this is where pages are, and lead to the first one. */
function mark() {
  const row = document.querySelector(ROW);
  if (!row) return;
  row.setAttribute("role", "navigation");
  row.setAttribute("aria-label", "Pages");
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = row.querySelectorAll("a");
  for (const link of links) {
    if (!link.getAttribute("href")) link.href = "./"; // Streamlit's address of the first page is empty
    if (link.pathname !== location.pathname) {
      link.removeAttribute("aria-current");
      continue;
    }
    link.setAttribute("aria-current", "page");
    link.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

/** Another page may have been opened, by whatever way. */
function look() {
  if (location.pathname === page) return;
  page = location.pathname;
  mark();
  if (!isNarrow() || !document.querySelector(OPENED)) return;
  /** @type {HTMLElement | null} */
  const closer = document.querySelector(CLOSER);
  closer?.click();
}

const isNarrow = () => window.innerWidth <= NARROW;

/** Whoever comes back finds the page, and not a sidebar over it. */
function forget() {
  if (!isNarrow()) return;
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(KEPT))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // a page in another site's frame may have no storage
  }
}

forget(); // before Streamlit is connected, and so before it asks
document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest(OPENER)) setTimeout(forget);
});
// Tells of every way to another page, such as buttons; browsers without it tell of Back alone.
window.navigation?.addEventListener("currententrychange", look);
window.addEventListener("popstate", look);
// An animation begins whenever links come to the page, of which nothing else tells as cheaply.
document.addEventListener("animationstart", ({ animationName }) => {
  if (animationName === APPEARED) mark();
});
