// What Streamlit gives the drawing panel.

import type { Panel, Train } from "./protocol.js";

export interface Component {
  data: Panel & { assets: Record<string, string> };
  parentElement: HTMLElement;
  setTriggerValue: (name: "train", value: Train) => void;
}
