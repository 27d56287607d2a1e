// @ts-check
/** @import { Events, Payload } from "../../ui/board/frontend/protocol.js" */
/** @import { Component, Send } from "../../ui/board/frontend/types.js" */
/** @import { Choice, Run, Shown } from "./types.js" */

import { show } from "../../ui/board/frontend/board.js";
import { element, setText } from "../../ui/board/frontend/elements.js";

const LOOK = "look"; // the action of the buttons that say how a view is looked at
const PACE = 100; // ms from one frame to the next while it plays, at least

/**
 * What stands in place of Streamlit and of Python: the frames of a run are here already, and the
 * board is shown the one that it asks for.
 */
class Host {
  /**
   * @param {Run} run
   * @param {HTMLElement} place where the board is to be
   */
  constructor(run, place) {
    this.run = run;
    this.place = place;
    this.button = element("button", "mlpviz-button");
    this.button.type = "button";
    this.button.title = "Play the run from epoch to epoch (Space)";
    this.seq = this.asked = 0; // of the frame that is shown, and of the one that asks for the next
    this.at = run.frames.length - 1;
    /** @type {Record<string, boolean>} what was switched, by the names of choices */
    this.switched = {};
    this.playing = false;
    this.button.addEventListener("click", () => this.play());
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.show());
    this.show();
    this.board = /** @type {HTMLElement} */ (place.querySelector(".mlpviz-board"));
    const drawn = new MutationObserver(() => this.answer());
    drawn.observe(this.board, { attributeFilter: ["data-seq"] });
    place.querySelector(".mlpviz-line-of-epochs")?.prepend(element("div", "st-key-play", this.button));
  }

  /** Play or pause; what is at its end begins anew. */
  play() {
    this.playing = !this.playing;
    if (this.playing && this.at === this.run.frames.length - 1) this.at = 0;
    this.show();
  }

  /** @type {Send} */
  hear = (name, value) => {
    if (name === "tick") this.asked = /** @type {Events["tick"]} */ (value).seq;
    if (name === "tick") setTimeout(() => this.answer());
    if (name === "scrub") this.go(/** @type {Events["scrub"]} */ (value).epoch);
    if (name === "act") this.look(/** @type {Events["act"]} */ (value));
  };

  /**
   * Go on to the next frame. The board asks for it before it draws the one that it has; answered at
   * once, it would never draw that one, nor ask again.
   */
  answer() {
    const { seq } = this.board.dataset;
    if (!this.playing || this.asked !== this.seq || seq !== String(this.seq)) return;
    this.at += 1;
    this.playing = this.at < this.run.frames.length - 1;
    this.show();
  }

  /** @param {number} epoch */
  go(epoch) {
    const place = this.run.frames.findIndex((frame) => frame.epoch === epoch);
    if (place < 0) return;
    this.at = place;
    this.playing = false;
    setTimeout(() => this.show());
  }

  /**
   * Look at the cards as a button asks: for a state, so that a click that comes twice is one.
   * @param {Events["act"]} asked
   */
  look({ action, argument }) {
    if (action !== LOOK) return;
    const [name, on] = argument.split(" ");
    this.switched[name] = on === "on";
    setTimeout(() => this.show());
  }

  /** @param {Choice} choice */
  isOn({ name, on }) {
    return this.switched[name] ?? on;
  }

  /** Show the frame of the moment. */
  show() {
    this.seq += 1;
    setText(this.button, this.playing ? "Pause" : "Play");
    const data = /** @type {Component["data"]} */ (/** @type {unknown} */ (this.payload()));
    show({ data, parentElement: this.place, setTriggerValue: this.hear }, new URL(document.baseURI));
  }

  /** @returns {Payload} */
  payload() {
    const { frames, step } = this.run;
    const { epoch, header, message, saved_as } = frames[this.at];
    return {
      page: { path: "train", title: "", icon: "", sidebar: false, first: true },
      seq: this.seq,
      playing: this.playing,
      revision: "run",
      figures: this.run.cards.map((card) => this.card(card)),
      header,
      message,
      timeline: { step, newest: frames[frames.length - 1].epoch, shown: epoch },
      shortcuts: { " ": "play" },
      exits: [],
      autoplay: false,
      wait: PACE,
      recall: false,
      ways: [],
      saved_as,
    };
  }

  /**
   * A card at the moment that is shown; Plotly may write into what it is given.
   * @param {Shown} card
   */
  card({ choices, frames, ...card }) {
    const { values } = this.run;
    const look = choices.map((choice) => Number(this.isOn(choice))).join("");
    const { alt, data, layout, diagram } = frames[look][this.at];
    const switches = choices.map((choice) => {
      const pressed = this.isOn(choice);
      const argument = `${choice.name} ${pressed ? "off" : "on"}`;
      return { action: LOOK, argument, title: choice.title, leaves: false, pressed };
    });
    const parts = Object.entries(layout).map(([name, place]) => [name, values[place]]);
    return structuredClone({
      ...card,
      switches,
      alt: values[alt],
      data: data.map((place) => values[place]),
      layout: Object.fromEntries(parts),
      ...(diagram === undefined ? {} : { diagram: values[diagram] }),
    });
  }
}

window.mlpvizOpen = (run) => {
  const place = document.getElementById("board");
  if (place) new Host(run, place);
};
