// @ts-check

import { element, setText } from "./elements.js";

const WIDTH = 320; // px, the panel's greatest width
const LEAST = 140; // px of height that are worth opening into
const MOVED = 24; // px by which the card may move below an open panel
const GAP = 4; // px between a card and its panel, and between that and the window

/**
 * What a chart shows: a button with a question mark, and a panel beside the card, so that both can
 * be seen. A click elsewhere, Escape and scrolling close it. It is in the browser's top layer, where
 * no card cuts it.
 */
export class About {
  /**
   * @param {() => DOMRect} place where the card is
   * @param {(kind: "svg" | "png") => void} save called when the chart is to be saved
   */
  constructor(place, save) {
    this.place = place;
    this.top = 0; // of the card when the panel was opened
    this.button = element("button", "mlpviz-about", "?");
    this.help = element("p", "");
    this.words = element("p", "");
    const keys = element("p", "mlpviz-keys", "← and → lead from the question mark to the chart's tools.");
    const saves = element("p", "mlpviz-saves", saveButton("svg", save), saveButton("png", save));
    this.panel = element("div", "mlpviz-panel", this.help, this.words, keys, saves);
    this.panel.popover = "auto";
    this.panel.tabIndex = 0; // it may have to be scrolled
    this.button.type = "button";
    this.button.popoverTargetElement = this.panel;
    this.close = this.close.bind(this);
    this.panel.addEventListener("beforetoggle", ({ newState }) => this.follow(newState === "open"));
  }

  /**
   * @param {string} title of the chart
   * @param {string} help what to look at in it
   */
  label(title, help) {
    this.button.setAttribute("aria-label", `About ${title}`);
    setText(this.help, help);
  }

  /**
   * Put the panel in its place while it is open; the page must not move below it.
   * @param {boolean} open
   */
  follow(open) {
    const listen = open ? window.addEventListener : window.removeEventListener;
    listen("scroll", this.close, true);
    listen("resize", this.close, true);
    if (!open) return;
    const card = this.place();
    this.top = card.top;
    Object.assign(this.panel.style, position(card, window.innerWidth, window.innerHeight));
  }

  /** @param {Event} event of the window; what has only just come to rest does not close it */
  close({ type }) {
    if (type === "resize" || Math.abs(this.place().top - this.top) > MOVED) this.panel.hidePopover();
  }

  /** Stop following the page. */
  remove() {
    this.follow(false);
  }
}

/**
 * The panel's style beside a card: right or left of it, else below or above, wherever there is
 * room; else at the end of the window.
 * @param {{ left: number, right: number, top: number, bottom: number }} card
 * @param {number} width of the window
 * @param {number} height of the window
 * @returns {Record<string, string>}
 */
export function position(card, width, height) {
  const wide = Math.min(WIDTH, width - 2 * GAP);
  const style = { left: "auto", right: "auto", top: "auto", bottom: "auto", width: `${wide}px` };
  const top = Math.max(card.top, GAP);
  const beside = width - card.right >= wide + 2 * GAP ? "right" : card.left >= wide + 2 * GAP ? "left" : "";
  if (beside) {
    const along = beside === "right" ? { left: px(card.right + GAP) } : { right: px(width - card.left + GAP) };
    const low = height - top < 2 * LEAST; // it grows upward from the window's end
    const up = low ? { bottom: px(GAP) } : { top: px(top) };
    return { ...style, ...along, ...up, maxHeight: px(low ? height - 2 * GAP : height - top - GAP) };
  }
  const left = px(Math.min(Math.max(card.left, GAP), width - wide - GAP));
  const below = height - card.bottom - 2 * GAP;
  const above = card.top - 2 * GAP;
  if (below >= LEAST) return { ...style, left, top: px(card.bottom + GAP), maxHeight: px(below) };
  if (above >= LEAST) return { ...style, left, bottom: px(height - card.top + GAP), maxHeight: px(above) };
  return { ...style, left, bottom: px(GAP), maxHeight: px(height * 0.45) };
}

/**
 * @param {"svg" | "png"} kind
 * @param {(kind: "svg" | "png") => void} save
 */
function saveButton(kind, save) {
  const button = element("button", "mlpviz-button", `Save as ${kind.toUpperCase()}`);
  button.type = "button";
  button.addEventListener("click", () => save(kind));
  return button;
}

/** @param {number} value */
function px(value) {
  return `${Math.round(value)}px`;
}
