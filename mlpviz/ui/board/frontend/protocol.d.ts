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
  opens?: string;
  alt?: string;
  data?: any[];
  layout?: Record<string, any>;
  diagram?: Record<string, any>;
  probe?: Record<string, any>;
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
  kept?: number[];
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

export interface Tensor {
  name: string;
  shape: number[];
}

export interface Named {
  name: string;
  title: string;
}

export interface Part {
  text: string;
  place: string;
}

export interface Line {
  name: string;
  parts: Part[];
  copies: string;
}

export interface Asked {
  place: string;
  name: string;
}

export interface Numbers {
  dtype: string;
  bdata: string;
}

export interface Curve {
  words: string;
  z: Numbers;
  a: Numbers;
  at: number[];
  slope: number;
}

export interface Stage {
  quantity: string;
  level: number;
  title: string;
  heading: string;
  what: string;
  words: string;
  lines: Line[];
  asked?: Asked;
  curve?: Curve;
}

export interface Quantity {
  name: string;
  label: string;
  values: Numbers;
  texts: string[];
  delta: boolean;
}

export interface Level {
  title: string;
  first: number;
  names: string[];
  rows: number;
  columns: number;
  picture: boolean;
  chosen: number;
  quantities: Quantity[];
}

export interface Fan {
  level: number;
  quantity: string;
  rows: number[];
  columns: number[];
  values: Numbers;
}

export interface Matrix {
  title: string;
  quantity: string;
  rows: number;
  columns: number;
  values: Numbers;
  before: string;
  pick: string;
  column: number;
  first: number;
}

export interface Nudge {
  moved: number[];
  loss: number[];
  tangent: number[];
  words: string[];
  start: number;
  parted: string;
}

export interface Bar {
  name: string;
  share: number;
  words: string;
  place: string;
}

export interface Changed {
  name: string;
  wrong: string;
  right: string;
  ratio: string;
  place: string;
}

export interface Wrong {
  title: string;
  words: string;
  lines: Line[];
  rows: Changed[];
  more: string;
}

export interface Judged {
  place: string;
  typed: string;
  right: boolean;
  words: string;
}

export interface Tracing {
  key: string;
  sample: number;
  samples: number;
  written: number;
  about: string;
  name: string;
  index: number[];
  weight: string;
  parameters: Tensor[];
  mean: boolean;
  batch: number;
  mistake: string;
  mistakes: Named[];
  step: number;
  tab: string;
  stages: Stage[];
  levels: Level[];
  fans: Fan[];
  matrices: Matrix[];
  results: Line[];
  nudge?: Nudge;
  shares: Bar[];
  shares_words: string;
  norms: Bar[];
  norms_words: string;
  wrong?: Wrong;
  guess?: Judged;
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
  trace?: Tracing;
  saved_as: string;
  ways: Button[];
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

export interface Place {
  figure: string;
  values: number[];
  done: boolean;
}

export interface Recall {
  text: string;
}

export interface Choose {
  sample: number;
  name: string;
  index: number[];
  mean: boolean;
  mistake: string;
  step: number;
  tab: string;
}

export interface Guess {
  place: string;
  typed: string;
}

export interface Events {
  tick: Tick;
  look: Look;
  pick: Pick;
  scrub: Scrub;
  act: Act;
  assign: Assign;
  place: Place;
  recall: Recall;
  choose: Choose;
  guess: Guess;
}
