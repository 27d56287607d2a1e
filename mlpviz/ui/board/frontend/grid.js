// @ts-check
/** @import { Assign, Card as Figure, Payload, Place } from "./protocol.js" */
/** @import { Act, CardTells, Node, Plotly } from "./types.js" */

import { Card } from "./card.js";
import { Chips } from "./chips.js";
import { element } from "./elements.js";
import { throughUnit } from "./lens.js";
import { columns, rows, spans } from "./spans.js";
import { inTime, nextScreen } from "./tasks.js";
import { plotlyTemplate } from "./theme.js";

// px of a card that have to be in the window: its upper edge shows where the page goes on.
const EDGE = 24;
const PHONE = "(max-width: 640px)"; // as in phone.css: one card at a time

/**
 * The cards, in columns, every row full: first those of the first screen, which is as high as the
 * window allows, then the others. Those that are not on screen are drawn when they come there.
 */
export class Grid {
  /**
   * @param {() => void} redraw called when a card waits to be drawn
   * @param {(wait?: number) => void} seen called when cards have come on screen or left it
   * @param {(figure: string, index: number[]) => void} pick called when a point is clicked
   * @param {Act} act called with action and argument of a card's switch
   * @param {(weight: Assign) => void} assign called with a weight that is to be set
   * @param {(input: Place) => void} place called with an input as it was changed
   */
  constructor(redraw, seen, pick, act, assign, place) {
    this.redraw = redraw;
    this.seen = seen;
    this.pick = pick;
    this.act = act;
    this.assign = assign;
    this.place = place;
    /** @type {Node | null} the unit of a network that is pointed at: its map is seen large */
    this.unit = null;
    /** @type {Map<string, Card>} by id */
    this.cards = new Map();
    /** @type {Plotly | undefined} once it is loaded */
    this.Plotly = undefined;
    this.begun = false; // whether anything has been drawn
    this.node = element("div", "mlpviz-grid");
    this.chips = new Chips(() => {
      this.showOne();
      this.redraw();
      this.seen(0);
    });
    /** @type {Figure[]} */
    this.figures = [];
    this.columns = 0;
    this.laidOut = ""; // what the spans are of
    /** @type {IntersectionObserverInit} */
    const options = { rootMargin: `-${EDGE}px` };
    this.inView = new IntersectionObserver((entries) => this.look(entries), options);
    this.resized = new ResizeObserver((entries) => this.fit(entries));
  }

  /** Begin to follow the width; to be called once it is on the page. */
  open() {
    this.columns = columns(this.node.clientWidth);
    this.resized.observe(this.node);
  }

  /**
   * Draw all figures on screen that come with data: in one task and so in one screen update, but
   * for the very first chart, which is shown before the others are drawn.
   * @param {Plotly} Plotly
   * @param {Payload} payload
   */
  async draw(Plotly, { figures, seq, revision, saved_as: savedAs }) {
    const template = plotlyTemplate(this.node);
    const due = throughUnit(figures, this.unit).filter(({ id, data }) => data && this.cards.get(id)?.visible);
    /** @param {Figure} figure */
    const one = async (figure) => {
      const card = this.cards.get(figure.id);
      if (card) card.savedAs = savedAs;
      const drawing = card?.draw(Plotly, figure, seq, revision, template);
      await inTime(Promise.resolve(drawing)).catch((error) =>
        console.error(`chart ${figure.id}:`, error),
      );
    };
    if (!this.begun && due.length) {
      this.begun = true;
      await one(due[0]);
      await nextScreen();
    }
    await Promise.all(due.map(one));
  }

  /**
   * Make the cards match the figures: same order, the vanished ones freed, the rest untouched.
   * @param {Figure[]} figures
   */
  arrange(figures) {
    this.figures = figures;
    /** @type {Card[]} */
    const added = [];
    const wanted = new Set(figures.map(({ id }) => id));
    for (const [id, card] of this.cards) {
      if (wanted.has(id)) continue;
      this.inView.unobserve(card.node);
      this.resized.unobserve(card.plot);
      card.remove(this.Plotly);
      this.cards.delete(id);
    }
    figures.forEach((figure, index) => {
      let card = this.cards.get(figure.id);
      if (!card) {
        const pick = (/** @type {number[]} */ point) => {
          this.pick(figure.id, point);
          this.lead(this.figures.find(({ id }) => id === figure.id)?.opens);
        };
        card = new Card(figure, this.redraw, pick, this.act, this.tells(figure.id));
        this.cards.set(figure.id, card);
      }
      card.label(figure);
      if (this.node.children[index] === card.node) return;
      this.node.insertBefore(card.node, this.node.children[index] ?? null);
      this.inView.observe(card.node);
      this.resized.observe(card.plot);
      added.push(card);
    });
    this.layOut();
    this.showOne();
    for (const card of added) card.visible = isInView(card.node); // the observer tells later
  }

  /**
   * Have the card in sight that a click on another one fills.
   * @param {string | undefined} id
   */
  lead(id) {
    const node = this.cards.get(id ?? "")?.node;
    if (!node) return;
    if (!this.chips.node.hidden) this.chips.choose(this.chips.ids.indexOf(id ?? ""));
    else node.scrollIntoView({ block: "nearest" });
  }

  /**
   * What a card can tell of a network or of an input.
   * @param {string} figure its id
   * @returns {CardTells}
   */
  tells(figure) {
    return {
      point: (unit) => {
        this.unit = unit;
        this.redraw();
      },
      assign: (weight) => this.assign({ figure, ...weight }),
      place: (values, done) => this.place({ figure, values, done }),
      sees: (card) => this.cards.get(card)?.visible ?? false,
    };
  }

  /**
   * Ids of the figures on screen, in order.
   * @param {Figure[]} figures
   */
  onScreen(figures) {
    return figures.map(({ id }) => id).filter((id) => this.cards.get(id)?.visible ?? true);
  }

  /**
   * Note which cards came into view or left it, and ask for those that have waited for that.
   * @param {IntersectionObserverEntry[]} entries
   */
  look(entries) {
    let missing = false;
    for (const { target, isIntersecting } of entries) {
      const card = this.cardOf(target);
      if (!card) continue;
      if (isIntersecting && !card.visible) missing = true;
      card.visible = isIntersecting;
    }
    if (missing) this.redraw();
    this.seen();
  }

  /**
   * Choose the number of columns, and fit the charts whose room changed.
   * @param {ResizeObserverEntry[]} entries
   */
  fit(entries) {
    let missing = false;
    for (const { target, contentRect } of entries) {
      if (target === this.node) {
        this.columns = columns(contentRect.width);
        this.layOut();
        this.showOne();
      }
      const card = this.cardOf(target.parentElement);
      if (this.Plotly && card?.resize(this.Plotly) && !card.drawn) missing = true;
    }
    if (missing) this.redraw();
  }

  /**
   * The card that an element is, if it is one.
   * @param {Element | null} node
   */
  cardOf(node) {
    return node instanceof HTMLElement ? this.cards.get(node.dataset.figureId ?? "") : undefined;
  }

  /** Give every card its columns, if they or the cards have changed. */
  layOut() {
    const looks = this.figures.map(({ id, first, wide }) => [id, first, wide]);
    const wanted = JSON.stringify([this.columns, looks]);
    if (wanted === this.laidOut) return;
    this.laidOut = wanted;
    const first = this.figures.filter((figure) => figure.first);
    const others = this.figures.filter((figure) => !figure.first);
    const own = spans(first, this.columns, true);
    const taken = [...own, ...spans(others, this.columns, false)];
    [...first, ...others].forEach(({ id }, k) => {
      const card = this.cards.get(id);
      if (card) card.node.style.gridColumn = `span ${taken[k]}`;
    });
    this.node.style.setProperty("--columns", String(this.columns));
    this.node.style.setProperty("--rows", String(rows(own, this.columns)));
  }

  /** On a phone all cards but the chosen one are hidden: they are neither asked for nor drawn. */
  showOne() {
    const one = this.figures.length > 1 && matchMedia(PHONE).matches;
    const chosen = one ? this.chips.show(this.figures) : this.chips.hide();
    for (const [id, card] of this.cards) {
      const hidden = one && id !== chosen;
      if (card.node.hidden === hidden) continue;
      card.node.hidden = hidden;
      card.visible = !hidden && isInView(card.node);
    }
  }

  /** Free charts and observers. */
  close() {
    this.inView.disconnect();
    this.resized.disconnect();
    for (const card of this.cards.values()) card.remove(this.Plotly);
  }
}

/**
 * Whether an element is in the window.
 * @param {Element} node
 */
function isInView(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > EDGE && top < window.innerHeight - EDGE;
}
