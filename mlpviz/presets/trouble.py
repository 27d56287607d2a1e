"""Runs that fail, each for one reason: one for every rule of ``mlpviz.diagnose``.

Those whose reason is the network itself are in ``trouble_network.py``.
"""

from typing import Any

from mlpviz.presets.preset import Preset, trouble
from mlpviz.presets.trouble_network import NETWORK_TROUBLE

_LINEAR: dict[str, Any] = {"hidden_sizes": (), "batch_size": None}

TROUBLE: dict[str, Preset] = {
    "overflow": trouble(
        "diverged",
        "Numbers that overflow",
        "Which operation breaks first, and why?",
        "The message: it names the epoch, the batch, the layer and the operation in which the "
        "first infinity came up. The inputs are raw, so their squares are huge.",
        40,
        dataset="diabetes",
        preprocessing="none",
    ),
    "just-unstable": trouble(
        "diverging_soon",
        "A step that is only just too long",
        "How early can you tell that this run will diverge?",
        "The loss rises a little with every epoch, although the gradient promises a fall. The "
        "message comes long before the loss explodes. Go back with the slider and branch off with "
        "half the learning rate.",
        40,
        dataset="diabetes",
        lr=0.26,
        **_LINEAR,
    ),
    "zero-weights": trouble(
        "symmetric_units",
        "All weights zero",
        "Why does one unit learn as much here as thirty-two?",
        "The network: all edges of a layer are alike and stay alike. Units that start alike get "
        "the same gradient, so nothing ever tells them apart.",
        8,
        initializer="zeros",
    ),
    "dead-units": trouble(
        "dead_units",
        "Dead ReLU units",
        "What has to happen for a dead unit to live again?",
        "The gradients of the first layers: exactly 0. A few steps that were too long have pushed "
        "the biases so far down that ReLU gives 0 for every sample, and its slope there is 0.",
        20,
        activation="relu",
        lr=5.0,
    ),
    "raw-inputs": trouble(
        "inputs_not_scaled",
        "Inputs that are not scaled",
        "Why does one feature drown out the other twelve?",
        "The proline of a wine is a number near 750, its hue is near 1. The first layer hears "
        "nothing but proline.",
        30,
        dataset="wine",
        preprocessing="none",
    ),
    "two-scales": trouble(
        "features_on_different_scales",
        "Features on different scales",
        "How can inputs be scaled, and still be drowned out?",
        "All wines are standardised by the same two numbers here. Proline still has a spread 2000 "
        "times that of the phenols, and three quarters is the best that proline can tell.",
        60,
        dataset="wine",
        preprocessing="standardize_global",
    ),
    "large-targets": trouble(
        "targets_not_scaled",
        "Targets that are not scaled",
        "Where must the last bias go before anything is learned?",
        "R² stays below 0: the targets lie around 150, and every step is made for numbers near 1. "
        "First of all the outputs have to climb there.",
        30,
        dataset="diabetes",
        standardize_targets=False,
        hidden_sizes=(4,),
        optimizer="adam",
        lr=0.01,
    ),
    "saturated-units": trouble(
        "weights_too_large",
        "Initial weights that are too large",
        "Why do larger weights learn less?",
        "The gradients, which get narrower from the last layer to the first. Large weights bring "
        "tanh to -1 or 1, where its slope is nearly 0.",
        10,
        initializer="normal",
        initializer_options={"std": 10.0},
    ),
    "vanishing-gradient": trouble(
        "vanishing_gradients",
        "A deep sigmoid network",
        "How many layers can a sigmoid network have?",
        "Layers over time: the first layer's line lies far below the last one's. The slope of a "
        "sigmoid is at most 1/4, and eight of them multiply.",
        10,
        dataset="moons",
        hidden_sizes=(16,) * 8,
        activation="sigmoid",
    ),
    "exploding-gradient": trouble(
        "exploding_gradients",
        "Steps that undo each other",
        "Why does the loss neither fall nor overflow?",
        "Layers over time: every step changes the weights by more than a third of their size.",
        45,
        dataset="diabetes",
        loss="huber",
        hidden_sizes=(16,),
        lr=1.0,
    ),
    "out-of-range": trouble(
        "targets_out_of_range",
        "Targets out of reach",
        "What can a sigmoid never say?",
        "The fit: it follows the upper half of the waves, and lies flat at 0 below them.",
        10,
        dataset="sine",
        output="sigmoid",
        loss="mse",
    ),
    "tiny-steps": trouble(
        "learning_rate_too_small",
        "Steps that are too short",
        "How do you tell too short a step from a gradient that vanishes?",
        "Layers over time: all layers lie below the healthy band together, and the gradients are "
        "as large as they should be.",
        22,
        lr=1e-6,
    ),
    "shuffled-labels": trouble(
        "labels_look_random",
        "Labels in a random order",
        "Can a network learn what is not there?",
        "The training accuracy rises, the test accuracy stays near one half: what the network "
        "learns are these very points. The boundary winds around single ones.",
        100,
        dataset="moons",
        dataset_options={"shuffle_labels": 1},
        hidden_sizes=(64, 64),
        activation="relu",
        initializer="he_uniform",
        optimizer="momentum",
        lr=0.03,
    ),
    "rare-class": trouble(
        "rare_class",
        "One class in twenty",
        "What is an accuracy of 95% worth?",
        "Classes predicted: nearly everything is Class 2, and that is right 19 times in 20. The "
        "message tells how many of the rare points are found at all.",
        60,
        dataset="two_gaussians",
        dataset_options={"n_samples": 1000, "noise": 1.5, "share": 0.05},
        hidden_sizes=(8, 8),
        output="sigmoid",
    ),
    "overfitting": trouble(
        "overfitting",
        "Few points, many weights",
        "At which epoch should this run have been stopped?",
        "The learning curves: the training loss falls to nothing, the test loss turns and rises. "
        "Go back with the slider to where it turned, and look at the boundary.",
        150,
        dataset="moons",
        dataset_options={"n_samples": 60, "noise": 0.5},
        hidden_sizes=(128, 64),
        optimizer="adam",
        lr=0.01,
    ),
} | NETWORK_TROUBLE
