// @ts-check
/** @import { ProbeBody, Told } from "./types.js" */

import { element } from "./elements.js";
import { Pad } from "./pad.js";
import { Plane } from "./plane.js";
import { Sliders } from "./sliders.js";
import { isResting } from "./streamlit.js";

const ENDS = ["pointerup", "pointercancel", "keyup", "change", "click", "focusout"]; // of a stroke or a move
const PATIENCE = 1000; // ms until a question that nobody answers is asked again

/** @type {Record<string, new (want: (values: number[]) => void) => ProbeBody>} */
const BODIES = { pad: Pad, image: Pad, plane: Plane, sliders: Sliders };

/**
 * An input that is changed by hand: a drawing, sliders, or a point on a plane. While it changes, one
 * answer at a time is asked for: that to the latest values, as soon as the one before is there. Where a
 * stroke or a move ends, its values are told once more, as those that are done.
 */
export class Probe {
  /** @param {(values: number[], done: boolean) => void} place called with values whose answer is wanted */
  constructor(place) {
    this.place = place;
    /** @type {number[] | null} the values as they were changed, until their answer is there */
    this.wanted = null;
    /** @type {number[] | null} the values whose answer was asked for */
    this.asked = null;
    /** @type {number[] | null} the values of a stroke or a move that goes on */
    this.moving = null;
    this.ended = false; // whether the values that are wanted are to be told as done
    this.done = false; // whether those that were asked for were
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.watchdog = undefined;
    this.node = element("div", "mlpviz-probe");
    for (const end of ENDS) this.node.addEventListener(end, () => this.end());
    this.kind = "";
    this.origin = -1;
    /** @type {ProbeBody | undefined} */
    this.body = undefined;
  }

  /** @param {Told} told the input as Python has it */
  show(told) {
    const shape = `${told.kind} ${told.values.length} ${told.names}`;
    if (!this.body || shape !== this.kind) {
      this.forget();
      this.kind = shape;
      this.body = new BODIES[told.kind]((values) => this.want(values));
      this.node.replaceChildren(this.body.node);
    }
    if (told.origin !== this.origin) this.forget(); // begun anew: what was wanted is of the last
    this.origin = told.origin;
    if (this.asked && same(this.asked, told.values)) this.asked = null;
    if (this.wanted && !this.ended && same(this.wanted, told.values)) this.wanted = null;
    this.body.show(told, this.wanted ?? told.values);
    this.ask();
  }

  /** @param {number[]} values */
  want(values) {
    this.wanted = this.moving = values;
    this.ask();
  }

  /** What changed the values has ended: a finger is lifted, a key is let go. */
  end() {
    if (!this.moving) return;
    this.wanted = this.moving;
    this.moving = null;
    this.ended = true;
    this.ask();
  }

  /** Ask for the answer to the present values, unless another one is awaited. */
  ask() {
    if (!this.wanted || this.asked) return;
    this.asked = this.wanted;
    this.done = this.ended;
    this.ended = false;
    this.place(this.asked, this.done);
    this.watch();
  }

  /** Ask again if Streamlit rests and no answer has come. */
  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      if (!this.asked || !this.node.isConnected) return;
      if (!isResting()) return this.watch();
      this.asked = null;
      this.ended ||= this.done;
      this.ask();
    }, PATIENCE);
  }

  /** Want nothing any more, and stop asking. */
  forget() {
    this.wanted = this.asked = this.moving = null;
    this.ended = false;
    clearTimeout(this.watchdog);
  }
}

/**
 * @param {number[]} values
 * @param {number[]} others
 */
function same(values, others) {
  return values.length === others.length && values.every((value, k) => value === others[k]);
}
