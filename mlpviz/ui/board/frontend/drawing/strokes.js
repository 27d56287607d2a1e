// @ts-check
/** A drawing with what was undone: a stroke is undone as a whole. */

const MOST = 200; // strokes that can be undone

export class Strokes {
  /** @param {number[]} points */
  constructor(points) {
    this.points = points;
    /** @type {number[][]} */
    this.past = [];
    /** @type {number[][]} */
    this.future = [];
    /** @type {number[] | null} */
    this.before = null;
  }

  /** A stroke begins. */
  begin() {
    this.before ??= this.points;
  }

  /** It ends; one that changed nothing is none. */
  end() {
    if (this.before && this.before !== this.points) {
      this.past = [...this.past, this.before].slice(-MOST);
      this.future = [];
    }
    this.before = null;
  }

  /**
   * Have other points, as a stroke of their own unless one has begun.
   * @param {number[]} points
   */
  set(points) {
    const alone = !this.before;
    this.begin();
    if (points.length !== this.points.length || points.some((packed, i) => packed !== this.points[i])) this.points = points;
    if (alone) this.end();
  }

  /** The last stroke is taken back; whether there was one. */
  undo() {
    this.end();
    const points = this.past.pop();
    if (!points) return false;
    this.future.push(this.points);
    this.points = points;
    return true;
  }

  /** What was undone last is done again; whether there was something. */
  redo() {
    this.end();
    const points = this.future.pop();
    if (!points) return false;
    this.past.push(this.points);
    this.points = points;
    return true;
  }
}
