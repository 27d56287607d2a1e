"""``Predict``: what one visitor's Predict page keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mlpviz.data import Dataset

WRONG = -1  # in the place of an answer: any that is wrong


@dataclass(frozen=True)
class Samples:
    """Which samples of the test are listed: by class, by answer, by confidence; None: any.

    ``answer`` may be ``WRONG``, ``bin`` is one of ten, from not sure to sure.
    """

    truth: int | None = None
    answer: int | None = WRONG
    bin: int | None = None


@dataclass
class Predict:
    """The sample that is looked at, by its place in the test, and what was made of it since.

    ``values`` are the input as it was changed: bits of a drawing, raw features, or a point; None
    is the sample itself. ``gradient`` shows the logits' gradients instead of contributions.
    ``kind`` says of which data all this is.
    """

    sample: int = 0
    values: tuple[float, ...] | None = None
    gradient: bool = False
    samples: Samples = field(default_factory=Samples)
    kind: tuple[object, ...] = ()

    def follow(self, dataset: Dataset) -> None:
        """Forget what was chosen of other data."""
        names: Sequence[str] = dataset.feature_names
        kind = dataset.name, dataset.title, names, dataset.class_names
        if self.kind and self.kind != kind:
            self.values, self.samples, self.sample = None, Samples(), 0
        self.kind = kind
        self.sample = min(self.sample, len(dataset.X_test) - 1)

    def look_at(self, sample: int) -> None:
        """Begin from this sample of the test, as it is."""
        self.sample, self.values = sample, None
