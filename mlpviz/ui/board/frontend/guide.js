// @ts-check

const BAR = ".mlpviz-guide-bar";
const ROOM = 1124; // px of the page in which three columns of charts and the guide stand side by side
const STILL = 4; // px that a pointer may move in a click

/**
 * What was done to the guide of a preset: whether it is to be open, if that was said, and how far it
 * was moved, in px. It holds on every page until another preset is opened.
 * @type {{ preset?: string, open?: boolean, x: number, y: number }}
 */
let chosen = { x: 0, y: 0 };

/**
 * The guide of a preset, which Streamlit draws: in a column beside the charts where there is room;
 * elsewhere folded into the line of the heading, from which it opens over the charts, to be dragged
 * by its head. `data-guide` of the page's root says which: "column", "over" or "folded".
 */
export class Guide {
  /** @param {AbortSignal} signal ends it */
  constructor(signal) {
    this.root = document.documentElement;
    this.roomy = false;
    document.addEventListener("click", (event) => this.click(event), { signal });
    document.addEventListener("pointerdown", (event) => this.hold(event), { signal });
    document.addEventListener("keydown", (event) => this.press(event), { signal });
    const resized = new ResizeObserver(([{ contentRect }]) => {
      this.roomy = contentRect.width >= ROOM;
      this.place();
    });
    const page = document.querySelector(".stMain");
    if (page) resized.observe(page);
    signal.addEventListener("abort", () => resized.disconnect());
  }

  /** Have the guide that is on the page, if there is one, in its place. */
  place() {
    /** @type {HTMLElement | null} */
    const bar = document.querySelector(BAR);
    if (!bar) return;
    if (bar.dataset.preset !== chosen.preset) chosen = { preset: bar.dataset.preset, x: 0, y: 0 };
    const open = chosen.open ?? this.roomy;
    this.root.dataset.guide = open ? (this.roomy ? "column" : "over") : "folded";
    this.root.style.setProperty("--guide-x", `${chosen.x}px`);
    this.root.style.setProperty("--guide-y", `${chosen.y}px`);
    bar.firstElementChild?.setAttribute("aria-expanded", String(open));
  }

  /** @param {Event} event */
  click({ target }) {
    if (!(target instanceof Element) || !target.closest(`${BAR} button`)) return;
    this.fold(this.root.dataset.guide !== "folded");
  }

  /** @param {KeyboardEvent} event */
  press({ key, target }) {
    if (key !== "Escape" || this.root.dataset.guide !== "over") return;
    if (!(target instanceof Element) || !target.closest(".st-key-guide")) return;
    this.fold(true);
    /** @type {HTMLElement | null} */
    const button = document.querySelector(`${BAR} button`);
    button?.focus();
  }

  /** @param {boolean} folded */
  fold(folded) {
    chosen.open = !folded;
    this.place();
  }

  /**
   * Drag it by its head, within the window.
   * @param {PointerEvent} event
   */
  hold({ target, clientX, clientY }) {
    if (!(target instanceof Element) || this.root.dataset.guide !== "over") return;
    const bar = target.closest(BAR);
    if (!bar) return;
    const { x, y } = chosen;
    const box = bar.getBoundingClientRect();
    const end = new AbortController();
    const { signal } = end;
    let moved = false;
    /** @param {PointerEvent} event */
    const move = (event) => {
      const [right, down] = [event.clientX - clientX, event.clientY - clientY];
      moved ||= Math.hypot(right, down) > STILL;
      if (!moved) return;
      chosen.x = x + within(right, -box.left, window.innerWidth - box.right);
      chosen.y = y + within(down, -box.top, window.innerHeight - box.bottom);
      this.place();
    };
    window.addEventListener("pointermove", move, { signal });
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, () => setTimeout(() => end.abort()), { signal });
    }
    // What ends a drag is no click.
    window.addEventListener("click", (event) => moved && event.stopPropagation(), { capture: true, signal });
  }
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function within(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
