// What Streamlit gives the board, and what the board uses of Plotly.

import type { Assign, Events, Payload } from "./protocol.js";

/** Tell Python of an event. */
export type Send = <Name extends keyof Events>(name: Name, value: Events[Name]) => void;

/** Tell Python which button was clicked. */
export type Act = (action: string, argument: string) => void;

/** Streamlit's arguments to a component. */
export interface Component {
  data: Payload & { assets: Record<string, string> };
  parentElement: HTMLElement;
  setTriggerValue: Send;
}

export type Layout = Record<string, any>;

/** An element in which Plotly has drawn. */
export interface Plot extends HTMLElement {
  data: object[];
  layout: Layout;
  on(event: string, listener: (event: any) => void): void;
}

export interface Plotly {
  Icons: Record<string, object>;
  react(plot: HTMLElement, data: object[], layout: Layout, config: object): Promise<unknown>;
  relayout(plot: HTMLElement, changes: Layout): Promise<unknown>;
  toImage(figure: { data: object[]; layout: Layout }, options: object): Promise<string>;
  purge(plot: HTMLElement): void;
}

declare global {
  interface Window {
    Plotly: Plotly;
    __streamlit?: Record<string, unknown>; // what a page tells Streamlit of the server
  }
}

/** Width and height, in px. */
export interface Size {
  width: number;
  height: number;
}

/** A typed array as Plotly transports it. */
export interface Encoded {
  dtype: string;
  bdata: string;
}

/** An array of numbers of one kind. */
export type Numbers = ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> };

/** What the board draws of a network itself: mlpviz/charts/pointing.py. */
export interface Diagram {
  units: number[][];
  words: string[][];
  tint: { color: number[]; cmax: number; colorscale: [number, string][] };
  weights: Encoded[];
  pictures: (Encoded | null)[];
  shape: [number, number] | null;
  widths: [number, number, number][];
  faintest: number;
  bias: boolean;
  surface: string;
  plane: [number, number, number, number] | null;
  locked: string;
  fixed?: boolean;
}

/** The figure of a network, as far as it is read here: its first trace has the units. */
export interface NetworkFigure {
  data: [{ y: number[]; marker: { line: { color: string } } }];
  layout: Layout;
  diagram: Diagram;
}

/** A drawn unit: where it is in its layer and in px, its lines, its bias as a share of the largest. */
export interface Node {
  level: number;
  unit: number;
  place: number;
  side: number;
  x: number;
  y: number;
  words: string[];
  tint: number;
  picture: ArrayLike<number> | null;
}

/** A weight between two drawn units, and its share of the largest one of its layer. */
export interface Edge {
  from: Node;
  to: Node;
  value: number;
  share: number;
}

export interface Places {
  columns: Node[][];
  edges: Edge[];
}

/** What the card of a network tells: the unit that is pointed at, a weight that is to be set; and asks. */
export interface NetworkTells {
  point: (unit: Node | null) => void;
  assign: (weight: Omit<Assign, "figure">) => void;
  sees: (card: string) => boolean;
}

/** What a card tells, of a network or of an input that was changed. */
export interface CardTells extends NetworkTells {
  place: (values: number[], done: boolean) => void;
}

/** An input as Python tells it, described in mlpviz/charts/probes.py. */
export interface Told {
  kind: string;
  values: number[];
  low: number[];
  high: number[];
  whole: boolean;
  origin: number;
  steps?: number[];
  names?: string[];
  picture?: string;
  title?: string;
  words?: string;
  pen?: number;
  side?: number;
  box?: { source: string; x: number; y: number; sizex: number; sizey: number };
  points?: number[][];
  classes?: number[];
  colors?: string[];
}

/** What is in the card of an input. */
export interface ProbeBody {
  node: HTMLElement;
  show: (told: Told, values: number[]) => void;
}

/** What is pointed at in a network. */
export type Target = { node: Node } | { edge: Edge };
