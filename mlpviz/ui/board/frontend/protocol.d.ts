// Written by `python -m mlpviz.ui.board.typescript`; described in mlpviz/workbench.

export interface Page {
  path: string;
  title: string;
  icon: string;
  sidebar: boolean;
  first: boolean;
}

export interface Button {
  action: string;
  argument: string;
  title: string;
  leaves: boolean;
  pressed?: boolean;
}

export interface Card {
  id: string;
  title: string;
  help: string;
  wide: boolean;
  first: boolean;
  pick: boolean;
  switches: Button[];
  alt?: string;
  data?: any[];
  layout?: Record<string, any>;
  diagram?: Record<string, any>;
}

export interface Metric {
  label: string;
  value: string;
}

export interface Trial {
  text: string;
  share?: number;
}

export interface Message {
  kind: "error" | "warning" | "info";
  text: string;
  buttons: Button[];
  further: Button[];
  more: string[];
  trial?: Trial;
}

export interface Timeline {
  step: number;
  newest: number;
  shown: number;
  branch?: Button;
}

export interface Row {
  cells: string[];
  color?: string;
  buttons: Button[];
  second?: string;
}

export interface Table {
  caption: string;
  head: string[];
  rows: Row[];
  folds: string;
}

export interface Payload {
  page: Page;
  seq: number;
  playing: boolean;
  revision: string;
  figures: Card[];
  header: Metric[];
  message?: Message;
  timeline?: Timeline;
  table?: Table;
  shortcuts: Record<string, string>;
  exits: string[];
  autoplay: boolean;
  wait: number;
  stored?: string;
  recall: boolean;
}

export interface Tick {
  seq: number;
  visible: string[];
}

export interface Look {
  visible: string[];
}

export interface Pick {
  figure: string;
  index: number[];
}

export interface Scrub {
  epoch: number;
}

export interface Act {
  action: string;
  argument: string;
}

export interface Assign {
  figure: string;
  name: string;
  index: number[];
  value: string;
}

export interface Recall {
  text: string;
}

export interface Events {
  tick: Tick;
  look: Look;
  pick: Pick;
  scrub: Scrub;
  act: Act;
  assign: Assign;
  recall: Recall;
}
