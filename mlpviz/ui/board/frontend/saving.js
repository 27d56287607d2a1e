// @ts-check
/** @import { Layout, Plotly, Size } from "./types.js" */

import { element } from "./elements.js";
import { Vector } from "./vector.js";

const SCALE = 2; // pixels of a PNG per px
/** @type {["svg", "png"]} */
export const KINDS = ["svg", "png"];

/**
 * The name of a chart's file.
 * @param {string} pattern of the page, in which {} stands for the chart
 * @param {string} title of the chart
 * @param {string} kind how the name ends
 */
export function fileName(pattern, title, kind) {
  const name = title.toLowerCase().match(/[a-z0-9]+/g)?.join("-") ?? "chart";
  return `${pattern.replace("{}", name)}.${kind}`;
}

/**
 * A chart as it is on the page, on the page's background, as the address of a file.
 * @param {Plotly} Plotly
 * @param {{ data: object[], layout: Layout }} plot
 * @param {"svg" | "png"} kind
 * @param {Size} size
 * @param {string} background
 * @param {(context: any) => void} [over] draws what is over Plotly's part
 */
export async function picture(Plotly, plot, kind, { width, height }, background, over) {
  const { data, layout } = structuredClone({ data: plot.data, layout: plot.layout });
  const figure = { data, layout: { ...layout, paper_bgcolor: background } };
  const options = { width, height, scale: kind === "png" ? SCALE : 1 };
  if (kind === "svg") {
    const text = await Plotly.toImage(figure, { ...options, format: "svg", imageDataOnly: true });
    const drawn = new Vector();
    over?.(drawn);
    return URL.createObjectURL(new Blob([drawn.into(text)], { type: "image/svg+xml" }));
  }
  const address = await Plotly.toImage(figure, { ...options, format: "png" });
  if (!over) return address;
  const below = new Image();
  below.src = address;
  await below.decode();
  const canvas = Object.assign(element("canvas", ""), { width: SCALE * width, height: SCALE * height });
  const context = canvas.getContext("2d");
  context?.drawImage(below, 0, 0);
  context?.scale(SCALE, SCALE);
  over(context);
  return canvas.toDataURL();
}

/**
 * Hand a file to the visitor.
 * @param {string} address
 * @param {string} name
 */
export function download(address, name) {
  Object.assign(element("a", ""), { href: address, download: name }).click();
  if (address.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
