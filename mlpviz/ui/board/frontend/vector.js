// @ts-check

/** As much of a canvas's context as units.js draws with; it writes SVG instead. */
export class Vector {
  strokeStyle = "#000";
  fillStyle = "#000";
  lineWidth = 1;
  globalAlpha = 1;
  /** @type {string[]} */
  parts = [];
  path = "";

  beginPath() {
    this.path = "";
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  moveTo(x, y) {
    this.path += `M${short(x)} ${short(y)}`;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  lineTo(x, y) {
    this.path += `L${short(x)} ${short(y)}`;
  }

  /**
   * A whole circle, the only arc that is drawn.
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  arc(x, y, r) {
    const half = `a${short(r)} ${short(r)} 0 1 0`;
    this.path += `M${short(x - r)} ${short(y)}${half} ${short(2 * r)} 0${half} ${short(-2 * r)} 0`;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  rect(x, y, width, height) {
    this.path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
  }

  stroke() {
    if (!this.path) return;
    const line = `stroke="${this.strokeStyle}" stroke-width="${short(this.lineWidth)}" opacity="${short(this.globalAlpha)}"`;
    this.parts.push(`<path d="${this.path}" fill="none" ${line}/>`);
  }

  fill() {
    if (this.path) this.parts.push(`<path d="${this.path}" fill="${this.fillStyle}"/>`);
  }

  /**
   * @param {HTMLCanvasElement} image
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  drawImage(image, x, y, width, height) {
    const place = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
    this.parts.push(`<image ${place} preserveAspectRatio="none" href="${image.toDataURL()}"/>`);
  }

  /**
   * An SVG's text with all that was drawn on top.
   * @param {string} text
   */
  into(text) {
    return text.replace(/<\/svg>\s*$/, `<g>${this.parts.join("")}</g></svg>`);
  }
}

/** @param {number} value */
function short(value) {
  return String(Math.round(100 * value) / 100);
}
