"""The public names of mlpviz, which ``mlpviz/__init__.py`` loads when the first of them is used."""

from mlpviz.comparison import Comparison, compare, variants
from mlpviz.config import ConfigError, RunConfig
from mlpviz.data import DATASETS, DataError, Dataset, download_dataset, load_dataset
from mlpviz.diagnosis import Diagnosis, diagnose
from mlpviz.engine.history import History
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.record import EpochRecord
from mlpviz.files import FileError
from mlpviz.gradcheck import (
    Description,
    GradientCheckError,
    GradientCheckInputError,
    GradientReport,
    MissingTorchError,
    assert_gradients,
    check_gradients,
)
from mlpviz.lr_range import RangeTest, learning_rate_range
from mlpviz.network import MLP
from mlpviz.predict.adversarial import adversarial
from mlpviz.presets import PRESETS, Preset
from mlpviz.recorder import Recorder, Recording
from mlpviz.tracing import Trace, trace
from mlpviz.trainer import Trainer, load

__all__ = [
    "DATASETS",
    "MLP",
    "PRESETS",
    "Comparison",
    "ConfigError",
    "DataError",
    "Dataset",
    "Description",
    "Diagnosis",
    "EpochRecord",
    "FileError",
    "GradientCheckError",
    "GradientCheckInputError",
    "GradientReport",
    "History",
    "MissingTorchError",
    "NonFiniteError",
    "Preset",
    "RangeTest",
    "Recorder",
    "Recording",
    "RunConfig",
    "Trace",
    "Trainer",
    "adversarial",
    "assert_gradients",
    "check_gradients",
    "compare",
    "diagnose",
    "download_dataset",
    "learning_rate_range",
    "load",
    "load_dataset",
    "trace",
    "variants",
]
