// What Streamlit gives the board, and what the board uses of Plotly.

import type { Events, Payload } from "./protocol.js";

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
  layout: Layout;
  on(event: string, listener: (event: any) => void): void;
}

export interface Plotly {
  Icons: Record<string, object>;
  react(plot: HTMLElement, data: object[], layout: Layout, config: object): Promise<unknown>;
  relayout(plot: HTMLElement, changes: Layout): Promise<unknown>;
  purge(plot: HTMLElement): void;
}

declare global {
  interface Window {
    Plotly: Plotly;
  }
}
