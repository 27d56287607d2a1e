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
        "A run that breaks off",
        "Which operation breaks first, and why?",
        "The message: it names the epoch, the batch, the layer and the operation in which the "
        "first infinity came up.",
        "The inputs are raw, so their squares are huge: the first steps are far too long, and the "
        "numbers overflow.",
        40,
        dataset="diabetes",
        preprocessing="none",
    ),
    "just-unstable": trouble(
        "diverging_soon",
        "Nearly a good run",
        "Will this run end well, and how early can you tell?",
        "The training loss from epoch to epoch, and what the gradient promises. Go back with the "
        "slider and branch off with half the learning rate.",
        "The step is only just too long: the loss rises a little with every epoch, although the "
        "gradient promises a fall. The message comes long before the loss explodes.",
        40,
        dataset="diabetes",
        lr=0.26,
        **_LINEAR,
    ),
    "zero-weights": trouble(
        "symmetric_units",
        "Many units, little learned",
        "Why does one unit learn as much here as thirty-two?",
        "The network: compare the edges that leave one layer.",
        "All weights start at zero. Units that start alike get the same gradient, so nothing ever "
        "tells them apart: all edges of a layer are alike and stay alike.",
        8,
        initializer="zeros",
    ),
    "dead-units": trouble(
        "dead_units",
        "A network that stands still",
        "What has to happen here for the first layers to learn again?",
        "The activations and the gradients of the first layers.",
        "ReLU units have died: a few steps that were too long have pushed the biases so far down "
        "that ReLU gives 0 for every sample. Its slope there is 0, and so are the gradients, "
        "exactly.",
        20,
        activation="relu",
        lr=5.0,
    ),
    "raw-inputs": trouble(
        "inputs_not_scaled",
        "Thirteen facts, one heard",
        "Why does one feature drown out the other twelve?",
        "The network: which feature do the units of the first layer follow?",
        "The inputs are not scaled. The proline of a wine is a number near 750, its hue is near 1: "
        "the first layer hears nothing but proline.",
        30,
        dataset="wine",
        preprocessing="none",
    ),
    "two-scales": trouble(
        "features_on_different_scales",
        "Wine, three quarters right",
        "Why does it come so far, and no further?",
        "The accuracy at which the run rests, and how the data is prepared.",
        "All wines are standardised by the same two numbers here, so the features stay on "
        "different scales. Proline still has a spread 2000 times that of the phenols, and three "
        "quarters is the best that proline can tell.",
        60,
        dataset="wine",
        preprocessing="standardize_global",
    ),
    "large-targets": trouble(
        "targets_not_scaled",
        "A long way to go",
        "Where must the last bias go before anything is learned?",
        "R², and the predictions: where do they lie, and where the values?",
        "The targets are not scaled: they lie around 150, and every step is made for numbers near "
        "1. First of all the outputs have to climb there, and R² stays below 0.",
        30,
        dataset="diabetes",
        standardize_targets=False,
        hidden_sizes=(4,),
        optimizer="adam",
        lr=0.01,
    ),
    "saturated-units": trouble(
        "weights_too_large",
        "Much signal, little learned",
        "Which layer learns the least, and why?",
        "The activations, and the gradients from the last layer to the first.",
        "The initial weights are too large. They bring tanh to -1 or 1, where its slope is nearly "
        "0, so the gradients get narrower from the last layer to the first.",
        10,
        initializer="normal",
        initializer_options={"std": 10.0},
    ),
    "vanishing-gradient": trouble(
        "vanishing_gradients",
        "A deep sigmoid network",
        "How many layers can a sigmoid network have?",
        "Layers over time: how far is the first layer's line from the last one's?",
        "The gradients vanish: the slope of a sigmoid is at most 1/4, and eight of them multiply. "
        "The first layer's line lies far below the last one's.",
        10,
        dataset="moons",
        hidden_sizes=(16,) * 8,
        activation="sigmoid",
    ),
    "exploding-gradient": trouble(
        "exploding_gradients",
        "A loss without a direction",
        "Why does the loss neither fall nor overflow?",
        "Layers over time: how much of its size does a step change in each layer?",
        "The steps undo each other: every one changes the weights by more than a third of their "
        "size.",
        45,
        dataset="diabetes",
        loss="huber",
        hidden_sizes=(16,),
        lr=1.0,
    ),
    "out-of-range": trouble(
        "targets_out_of_range",
        "Half a sine",
        "Why does the fit follow only one half of the waves?",
        "The fit: where does it follow the waves, and where does it lie flat?",
        "A sigmoid can never say anything below 0. The fit follows the upper half of the waves, "
        "and lies flat at 0 below them: those targets are out of reach.",
        10,
        dataset="sine",
        output="sigmoid",
        loss="mse",
    ),
    "tiny-steps": trouble(
        "learning_rate_too_small",
        "Hardly a change",
        "Is it the step or the gradient that is to blame?",
        "Layers over time, and the gradients beside them.",
        "The steps are too short, at a learning rate of 1e-6: all layers lie below the healthy "
        "band together, and the gradients are as large as they should be.",
        22,
        lr=1e-6,
    ),
    "shuffled-labels": trouble(
        "labels_look_random",
        "Two moons, two accuracies",
        "What does the network learn, and what is it good for?",
        "Training and test accuracy, and which points the boundary winds around.",
        "The labels are in a random order. The training accuracy rises, the test accuracy stays "
        "near one half: what the network learns are these very points.",
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
        "Nineteen times in twenty",
        "What is an accuracy of 95% worth?",
        "Classes predicted: how often is each of them said?",
        "One point in twenty is of the other class. Nearly everything is called Class 2, and that "
        "is right 19 times in 20. The message tells how many of the rare points are found at all.",
        60,
        dataset="two_gaussians",
        dataset_options={"n_samples": 1000, "noise": 1.5, "share": 0.05},
        hidden_sizes=(8, 8),
        output="sigmoid",
    ),
    "overfitting": trouble(
        "overfitting",
        "Moons, every point right",
        "Is the run at its best when it ends?",
        "The learning curves of both splits. Go back with the slider to where they part, and look "
        "at the boundary.",
        "There are few points and many weights: the training loss falls to nothing, the test loss "
        "turns and rises. Where it turns the run should have been stopped.",
        150,
        dataset="moons",
        dataset_options={"n_samples": 60, "noise": 0.5},
        hidden_sizes=(128, 64),
        optimizer="adam",
        lr=0.01,
    ),
} | NETWORK_TROUBLE
