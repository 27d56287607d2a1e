"""Runs to begin with: five course experiments, and small problems that each ask a question."""

from mlpviz.presets.experiments import EXPERIMENTS
from mlpviz.presets.playground import PLAYGROUND
from mlpviz.presets.preset import Preset

PRESETS: dict[str, Preset] = EXPERIMENTS | PLAYGROUND

__all__ = ["EXPERIMENTS", "PLAYGROUND", "PRESETS", "Preset"]
