"""``Recorder``: the diagnosis and the views for anyone's training loop."""

from mlpviz.recorder.recorder import Recorder
from mlpviz.recorder.recording import Recording

__all__ = ["Recorder", "Recording"]
