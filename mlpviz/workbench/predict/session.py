"""``Predict``: what one visitor's Predict page keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mlpviz.data import Dataset

WRONG = -1  # in the place of an answer: any that is wrong
Values = tuple[float, ...]


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
    is the sample itself. ``settled`` are those of the last stroke or move that was done, which the
    address has: not each on the way there. ``gradient`` shows the logits' gradients instead of
    contributions. ``kind`` says of which data all this is, ``begun`` how often a
    sample was looked at anew: what a browser still wants of the input before is out of date then.
    """

    sample: int = 0
    values: Values | None = None
    settled: Values | None = None
    gradient: bool = False
    samples: Samples = field(default_factory=Samples)
    kind: tuple[object, ...] = ()
    begun: int = 0

    def follow(self, dataset: Dataset) -> None:
        """Forget what was chosen of other data."""
        names: Sequence[str] = dataset.feature_names
        kind = dataset.name, dataset.title, names, dataset.class_names
        if self.kind and self.kind != kind:
            self.look_at(0)
            self.samples = Samples()
        self.kind = kind
        self.sample = min(self.sample, len(dataset.X_test) - 1)

    def look_at(self, sample: int) -> None:
        """Begin from this sample of the test, as it is."""
        self.sample, self.values, self.settled = sample, None, None
        self.begun += 1

    def place(self, values: Values, *, done: bool) -> None:
        """The input was changed to ``values``, by a stroke or move that is ``done`` or goes on."""
        self.values = values
        if done:
            self.settled = values
