"""What a link means where it leaves something out.

Never change a value that stands here: the links that are out there would open other runs. What the
program's defaults become is another matter. A new dataset, initialiser or optimiser adds its row.
"""

from collections.abc import Mapping

from mlpviz.links.names import CHOICES, DASH, DOT, ROWS, is_option

CLASSES, REGRESSION = "classification", "regression"
FIRST = {
    "data": "digits",
    "test": "0.2",
    "split": "0",
    "layers": "32-16",
    "act": "tanh",
    "scale": "1",
    "init": "xavier_uniform",
    "bias": "yes",
    "bias_std": "0",
    "opt": "sgd",
    "lr": "0.1",
    "batch": "32",
    "l2": "0",
    "float": "64",
    "seed": "0",
    "shuffle": "yes",
    "targets": "given",
    "features": "given",
    "l1": "0",
    "dropout": "0",
    "sched": "constant",
    "patience": "never",
    "min_delta": "0.0001",
}
# Choices that came later. A link does not say them where they are as above: so links look as they
# always did, and one from before, which says all else, stays whole.
LATER = (
    "shuffle",
    "targets",
    "features",
    "l1",
    "dropout",
    "sched",
    "patience",
    "min_delta",
)
# The task of a dataset and its preprocessing.
DATA: dict[str, tuple[str, str]] = {
    "moons": (CLASSES, "none"),
    "circles": (CLASSES, "none"),
    "xor": (CLASSES, "none"),
    "two_gaussians": (CLASSES, "none"),
    "three_gaussians": (CLASSES, "none"),
    "spiral": (CLASSES, "none"),
    "spiral3": (CLASSES, "none"),
    "plane": (REGRESSION, "none"),
    "hills": (REGRESSION, "none"),
    "sine": (REGRESSION, "none"),
    "digits": (CLASSES, "standardize_global"),
    "mnist": (CLASSES, "standardize_global"),
    "iris": (CLASSES, "standardize"),
    "wine": (CLASSES, "standardize"),
    "breast_cancer": (CLASSES, "standardize"),
    "diabetes": (REGRESSION, "standardize"),
    "one_sample": (CLASSES, "none"),
    "random_pixels": (CLASSES, "standardize_unbiased"),
    "drawn": (CLASSES, "none"),
    "worked_example": (CLASSES, "none"),
    "cifar10": (CLASSES, "standardize_unbiased"),
    "mnist_full": (CLASSES, "standardize_global"),
    "fashion_mnist": (CLASSES, "standardize_global"),
    "cifar10_small": (CLASSES, "standardize_unbiased"),
}
OUTPUT = {CLASSES: "softmax", REGRESSION: "identity"}
LOSS = {
    (CLASSES, "softmax"): "cross_entropy",
    (CLASSES, "sigmoid"): "binary_cross_entropy",
    (CLASSES, "tanh"): "mse",
    (CLASSES, "identity"): "mse",
    (REGRESSION, "sigmoid"): "mse",
    (REGRESSION, "tanh"): "mse",
    (REGRESSION, "identity"): "mse",
}
_DRAWN = (
    "IDX4UxSJ33akgL2wR5soyOVsQtRhUOPYqlTBtqVYaFUBVLSddeLMWVVlUxJFHpO0TfuIuE4NN9n45y_svTo4sLXF"
    "bYmZl4P0kj0UpLR5kKkFdIlNbqMAwCUIYBQNTIthuRssikkBWGux4zOwrnSxExHMGwk0nWpBGmscVWwVs2ytV7YV"
    "l8mts63tkWNE1GcI1IkgUQzdWFUpnRWJLgeY6OssWXStehysLsk0UWwRYRS1Y8PYTczJpoPIUTX9E29kHs64nJUZ"
    "szTRug1pGSzk6O3wf6iR5iz4OqTAITecsWQsXqPEfmnBq0uxGDKURWQ0X4qd75GI4OqkoxP5jyidW7RFWZThq5U5"
    "sZWZxrlspjvgVzwEp9SxK9hURe6FrFTVaZzgo5UFeOlB4gkcX7QZnQpBpYpt6448hB2cLli4tNrwZh0czpkIiyM8"
    "YVTBs0vRn_usrvYVxflUIokE4ZJsa2khj_ZNE654bkr5SFpMNoYs3FTk2xcwssuhhCMspCrhZWpVINUUVivhn1Qp"
)
# The own options of a row, by the name that a link has for the choice and by the row's.
OPTIONS: dict[tuple[str, str], dict[str, str]] = {
    ("data", "moons"): {"n_samples": "300", "noise": "0.2"},
    ("data", "circles"): {"n_samples": "300", "noise": "0.08"},
    ("data", "xor"): {"n_samples": "300", "noise": "0.05"},
    ("data", "two_gaussians"): {"n_samples": "300", "noise": "0.6"},
    ("data", "three_gaussians"): {"n_samples": "300", "noise": "0.6"},
    ("data", "spiral"): {"n_samples": "400", "noise": "0.03"},
    ("data", "spiral3"): {"n_samples": "450", "noise": "0.03"},
    ("data", "plane"): {"n_samples": "300", "noise": "0.05"},
    ("data", "hills"): {"n_samples": "400", "noise": "0.05"},
    ("data", "sine"): {"n_samples": "200", "noise": "0.1"},
    ("data", "mnist"): {"n_train": "1000", "n_test": "1000"},
    ("data", "random_pixels"): {"n_train": "10", "n_test": "10"},
    ("data", "cifar10"): {"n_train": "10000", "n_test": "10000", "validation": "0"},
    ("data", "mnist_full"): {"n_train": "10000", "n_test": "10000"},
    ("data", "fashion_mnist"): {"n_train": "10000", "n_test": "10000"},
    ("data", "cifar10_small"): {"n_train": "5000", "n_test": "5000"},
    ("init", "normal"): {"std": "0.1"},
    ("init", "constant"): {"value": "0.5"},
    ("init", "counting"): {"start": "0.15", "step": "0.05"},
    ("opt", "momentum"): {"momentum": "0.9"},
    ("opt", "nesterov"): {"momentum": "0.9"},
    ("opt", "rmsprop"): {"alpha": "0.99", "eps": "1e-8"},
    ("opt", "adam"): {"beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
    ("opt", "adamw"): {"beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "0.01"},
    ("sched", "step"): {"every": "30", "factor": "0.1"},
    ("sched", "cosine"): {"span": "100", "floor": "0.01"},
    ("sched", "plateau"): {"wait": "10", "factor": "0.1", "margin": "0.0001"},
}
# Those that came later than their rows, or take more room than all else. A link does not say them
# where they are as here: so links look as they always did.
_LABELS = {"label_noise": "0", "shuffle_labels": "0"}
LATER_OPTIONS: dict[tuple[str, str], dict[str, str]] = (
    {
        ("data", name): share | _LABELS
        for names, share in (
            (("moons", "circles", "xor", "two_gaussians", "spiral"), {"share": "0.5"}),
            (("three_gaussians", "spiral3"), {"share": "0.3333333333333333"}),
            (("plane", "hills", "sine"), {}),
        )
        for name in names
    }
    | {
        ("data", "drawn"): {"points": _DRAWN},
    }
    | {
        ("opt", name): ({} if name == "adamw" else {"weight_decay": "0"}) | {"clip_norm": "0"}
        for name in ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
    }
)
# The choices of a page, by its path.
PAGES: dict[str, dict[str, str]] = {
    "train": {"surface": "smooth", "points": "all"},
    "predict": {
        "sample": "0",
        "input": "sample",
        "truth": "any",
        "taken": "wrong",
        "sure": "any",
        "saw": "contributions",
    },
    "bug-lab": {
        "mode": "learn",
        "bug": "skips-w2",
        "checker": "never-restored",
        "samples": "16",
        "batch_seed": "0",
    },
    "compare": {"mode": "race", "vary": "optimizer"},
    "gradients": {
        "samples": "16",
        "batch_seed": "0",
        "sources": "central-complex_step",
        "h": "automatic",
        "precision": "as-trained",
    },
    "presets": {"group": "small"},
    "trace": {"sample": "0", "weight": "W1-0-0", "of": "one", "mistake": "none", "at": "1"},
}
# Those that came later than their pages: a link says them only where they are another.
LATER_OF_PAGES = (
    "surface",
    "points",
    "group",
    "input",
    "truth",
    "taken",
    "sure",
    "saw",
)
# The choices that a choice goes with: where one of these is another, so is it.
GOES_WITH = {
    "prep": ("data",),
    "targets": ("data",),
    "features": ("data",),
    "out": ("data",),
    "loss": ("data", "out"),
    "scale": ("data", "out", "loss"),
}


def filled(query: Mapping[str, str], base: Mapping[str, str] | None = None) -> dict[str, str]:
    """``query`` with every choice of a run that it leaves out.

    ``base``, a whole link such as a preset's, comes first where it fits what is chosen. A row that
    is not known here is left to its own defaults.
    """
    own = dict(query)
    if is_whole(query):
        own = {name: FIRST[name] for name in LATER} | own
        for group in ROWS:
            own = _named(group, LATER_OPTIONS.get((group, own[group]), {})) | own
    for name, text in (base or {}).items():  # whatever it goes with stands before it
        fits = all(own.get(other) == (base or {})[other] for other in _goes_with(name, text))
        if name not in own and fits:
            own[name] = text
    own = FIRST | own
    if own["data"] in DATA:
        task, preprocessing = DATA[own["data"]]
        own = {"prep": preprocessing, "out": OUTPUT[task]} | own
        loss = LOSS.get((task, own["out"]))
        own = own if loss is None else {"loss": loss} | own
    for group in ROWS:
        own = _named(group, options_of(group, own[group])) | own
    return own


def is_whole(query: Mapping[str, str]) -> bool:
    """Whether a link holds every choice, but for options and what came later."""
    return CHOICES.keys() - set(LATER) <= query.keys()


def options_of(group: str, row: str) -> dict[str, str]:
    """The own options of a row where a link leaves them out; none if it is not known here."""
    return OPTIONS.get((group, row), {}) | LATER_OPTIONS.get((group, row), {})


def _named(group: str, options: Mapping[str, str]) -> dict[str, str]:
    """Options of a row by their names in a link: ``data.noise``."""
    return {f"{group}{DOT}{option}": text for option, text in options.items()}


def _goes_with(name: str, text: str) -> tuple[str, ...]:
    if name == "act" and DASH in text:  # a name for each layer
        return ("layers",)
    return (name.partition(DOT)[0],) if is_option(name) else GOES_WITH.get(name, ())
