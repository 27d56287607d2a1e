// Written by `python -m mlpviz.ui.board.typescript`; described in mlpviz/workbench.

export interface Start {
  title: string;
  points: string;
}

export interface Panel {
  points: string;
  starts: Start[];
  names: string[];
  symbols: string[];
  colors: string[][];
  test_size: number;
  most: number;
  in_link: number;
  refused: string;
}

export interface Train {
  points: string;
}
