"""Runs to begin with: five course experiments, small problems, and runs that fail."""

from mlpviz.engine.faults import Table
from mlpviz.presets.experiments import EXPERIMENTS
from mlpviz.presets.playground import PLAYGROUND
from mlpviz.presets.preset import Mistake, Preset
from mlpviz.presets.trouble import TROUBLE

PRESETS: dict[str, Preset] = Table("preset", EXPERIMENTS | PLAYGROUND | TROUBLE)

__all__ = ["EXPERIMENTS", "PLAYGROUND", "PRESETS", "TROUBLE", "Mistake", "Preset"]
