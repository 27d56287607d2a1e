import assert from "node:assert/strict";
import { test } from "node:test";

import { happening, listeners } from "./page.js";

/** A link of the row. */
class Link {
  constructor(href) {
    this.attributes = { href };
  }

  getAttribute(name) {
    return this.attributes[name];
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  removeAttribute(name) {
    delete this.attributes[name];
  }

  set href(value) {
    this.attributes.href = value;
  }

  get pathname() {
    return new URL(this.attributes.href, `http://host${location.pathname}`).pathname;
  }

  scrollIntoView() {}
}

const links = [new Link(""), new Link("presets"), new Link("bug-lab")];
const row = new Link();
row.querySelectorAll = () => links;
const closer = new Element("button");
let open = true;
document.querySelector = (selector) => {
  if (selector === ".st-key-pages") return row;
  if (selector.includes("stSidebarCollapseButton")) return closer;
  return open ? {} : null;
};
window.navigation = { addEventListener: (type, listener) => (listeners[type] = listener) };
globalThis.location = { pathname: "/presets" };
window.innerWidth = 390;
globalThis.localStorage = Object.assign(Object.create({ removeItem: (key) => delete localStorage[key] }), {
  "stSidebarCollapsed-base": "false",
  sidebarWidth: "300",
});
await import("../../mlpviz/ui/board/frontend/pages.js");

const current = () => links.map((link) => link.getAttribute("aria-current") ?? "").join();
function go(pathname, type = "currententrychange") {
  globalThis.location.pathname = pathname;
  happening(type, {});
}

test("links that appear are a landmark, say which page is open, and lead to the first one", () => {
  happening("animationstart", { animationName: "another" });
  assert.equal(row.getAttribute("role"), undefined);
  happening("animationstart", { animationName: "mlpviz-appeared" });
  assert.equal(row.getAttribute("role"), "navigation");
  assert.equal(links[0].pathname, "/");
  assert.equal(current(), ",page,");
});

test("where the sidebar lies over the page, nothing keeps it open", () => {
  assert.deepEqual(Object.keys(localStorage), ["sidebarWidth"]);
});

test("another page is marked, whoever opened it, and closes a sidebar that lies over it", () => {
  window.innerWidth = 768;
  go("/bug-lab");
  assert.equal(current(), ",,page");
  assert.equal(closer.clicks, 1);
  go("/", "popstate");
  assert.equal(current(), "page,,");
  assert.equal(closer.clicks, 2);
  go("/", "currententrychange");
  assert.equal(closer.clicks, 2, "a choice that changes the address opens no page");
});

test("a sidebar beside the page stays, and one that is closed", () => {
  window.innerWidth = 769;
  go("/presets");
  window.innerWidth = 390;
  open = false;
  go("/bug-lab");
  assert.equal(closer.clicks, 2);
});
