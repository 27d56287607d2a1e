"""Runs to begin with: five course experiments, small problems, and runs that fail."""

from mlpviz.engine.faults import Table
from mlpviz.presets.experiments import EXPERIMENTS
from mlpviz.presets.lessons import LESSONS
from mlpviz.presets.playground import PLAYGROUND
from mlpviz.presets.preset import Mistake, Preset
from mlpviz.presets.trouble import TROUBLE

PRESETS: dict[str, Preset] = Table("preset", EXPERIMENTS | PLAYGROUND | LESSONS | TROUBLE)

__all__ = ["EXPERIMENTS", "LESSONS", "PLAYGROUND", "PRESETS", "TROUBLE", "Mistake", "Preset"]
