// A run as Python writes it into the page: mlpviz/html_run/frames.py.

import type { Card, Message, Metric } from "../../ui/board/frontend/protocol.js";

/** A chart at one moment: places of its parts among the run's values. */
export interface Drawn {
  alt: number;
  data: number[];
  layout: Record<string, number>;
  diagram?: number;
}

/** A button of a card: it switches one thing, for all cards that have it. */
export interface Choice {
  title: string;
  name: string;
  on: boolean;
}

/** A card, and what it shows at each moment, by how it is looked at: a digit for each choice. */
export interface Shown extends Omit<Card, "switches"> {
  choices: Choice[];
  frames: Record<string, Drawn[]>;
}

/** A moment of the run. */
export interface Frame {
  epoch: number;
  header: Metric[];
  message: Message;
  saved_as: string;
}

export interface Run {
  step: number;
  values: any[];
  cards: Shown[];
  frames: Frame[];
}

declare global {
  interface Window {
    mlpvizOpen: (run: Run) => void;
  }
}
