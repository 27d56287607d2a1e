// @ts-check
/** @import { Card as Figure } from "./protocol.js" */
/** @import { NetworkFigure, Node, Numbers } from "./types.js" */

import { element } from "./elements.js";
import { decoded } from "./numbers.js";
import { shades } from "./units.js";

/**
 * The figures, and where a unit is pointed at, its map in place of the surface: large, under the
 * same points. What the unit answers is in the newest figure of the network.
 * @param {Figure[]} figures
 * @param {Node | null} unit
 * @returns {Figure[]}
 */
export function throughUnit(figures, unit) {
  const network = unit && figures.find(({ diagram }) => diagram?.surface);
  if (!network) return figures;
  const { diagram } = /** @type {NetworkFigure} */ (/** @type {unknown} */ (network));
  const levels = diagram.pictures[unit.level];
  const place = diagram.units[unit.level]?.indexOf(unit.unit) ?? -1;
  const image = levels && place >= 0 && diagram.shape && draw(decoded(levels), place, diagram.shape, diagram.tint);
  if (!image) return figures;
  return figures.map((figure) => (figure.id === diagram.surface && figure.layout ? seen(figure) : figure));

  /** @param {Figure} figure */
  function seen({ layout, ...rest }) {
    const [picture, ...others] = layout?.images ?? [];
    const [heading, ...more] = layout?.annotations ?? [];
    const words = diagram.words[index()].map(escaped);
    const range = words[words.length - 1].replace(/^\w+ /, ""); // of what, says the card
    return {
      ...rest,
      layout: {
        ...layout,
        images: [{ ...picture, ...box(), source: image }, ...others],
        annotations: [{ ...heading, text: `${words[0]}: ${range}` }, ...more],
      },
    };
  }

  /** Where the unit stands among all of them. */
  function index() {
    const before = diagram.units.slice(0, unit?.level).flat();
    return before.length + place;
  }

  /** The map's place on the plane: its pixels are centred on the grid. */
  function box() {
    const [x0, x1, y0, y1] = diagram.plane ?? [0, 1, 0, 1];
    const [rows, columns] = diagram.shape ?? [2, 2];
    const dx = (x1 - x0) / (columns - 1);
    const dy = (y1 - y0) / (rows - 1);
    return { x: x0 - dx / 2, y: y1 + dy / 2, sizex: columns * dx, sizey: rows * dy };
  }
}

/**
 * One picture as the address of a PNG.
 * @param {Numbers} levels
 * @param {number} place
 * @param {[number, number]} shape
 * @param {NetworkFigure["diagram"]["tint"]} tint
 */
function draw(levels, place, [height, width], { colorscale }) {
  const canvas = Object.assign(element("canvas", ""), { width, height });
  const picture = levels.subarray(place * width * height, (place + 1) * width * height);
  const pixels = shades(picture, colorscale[0][1], colorscale[2][1]);
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, width), 0, 0);
  return canvas.toDataURL();
}

/**
 * Text from data made harmless: Plotly renders HTML.
 * @param {string} text
 */
function escaped(text) {
  return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
