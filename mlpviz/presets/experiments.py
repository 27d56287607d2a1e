"""The five course experiments, and what their authors got wrong."""

from typing import Any

from mlpviz.config import RunConfig
from mlpviz.presets.preset import Mistake, Preset

_TINY: dict[str, Any] = {
    "hidden_sizes": (50,),
    "activation": "tanh",
    "output": "tanh",
    "loss": "mse",
    "target_scale": 0.9,
    "initializer": "normal",
    "initializer_options": {"std": 1e-6},
    "bias_std": 1e-6,
    "batch_size": None,
}

EXPERIMENTS: dict[str, Preset] = {
    "digits-collapse": Preset(
        title="Digits: a loss that falls",
        question="The loss falls from the first epoch on. Does the network learn?",
        look_at=(
            "The loss beside the accuracy, and in Predictions what the network says to each digit. "
            "Then train on to epoch 200."
        ),
        answer=(
            "The loss falls from 0.810 to a plateau at 0.729, and it looks like progress. But "
            "every prediction is one class: the network has learned the best constant output, 0.09 "
            "for each digit, and nothing else. Weights of 1e-6 pass on almost no signal and almost "
            "no gradient, and the step is small. Only after about 120 epochs do the weights leave "
            "the plateau. Xavier weights and scaled inputs never see it."
        ),
        mistakes=(
            Mistake("The weights start at N(0, 1e-6), so small that only the output biases learn."),
            Mistake("The pixels are left at 0 to 16 instead of being scaled."),
            Mistake("Only the loss was plotted: it falls while the accuracy stays at 10%."),
        ),
        offline=RunConfig(dataset="digits", preprocessing="none", lr=0.01, **_TINY),
        epochs=500,
        diagnosis="collapsed",
    ),
    "mnist-tanh": Preset(
        title="Small MNIST: tanh and squared error",
        question="How far apart are training and test error after 1,000 steps?",
        look_at=(
            "Training loss, training error and test error after each of 1,000 full-batch steps, "
            "and where the curves part."
        ),
        answer=(
            "Training error goes to nearly 0, test error stays above 10%. The loss jumps now and "
            "then: the step is close to the largest that works."
        ),
        mistakes=(
            Mistake("The loss was (sum(v - t))^2 where sum((v - t)^2) was meant.", "square-of-sum"),
            Mistake(
                "The slope of tanh was taken at the activation instead of the pre-activation. "
                "With the tiny first weights both are 1; one step later a check can tell.",
                "slope-at-a",
            ),
            Mistake(
                "The first layer's delta came from the output error without going back through W2.",
                "skips-w2",
            ),
            Mistake(
                "The arguments of the loss gradient were swapped, which flips its sign.", "sign"
            ),
            Mistake("The targets were left as whole numbers instead of one-hot rows.", "labels"),
            Mistake("The weights started at e^-6 = 0.0025 instead of 1e-6."),
            Mistake(
                "The weights were updated inside the loop over samples, so later samples saw new "
                "ones."
            ),
        ),
        offline=RunConfig(dataset="mnist", preprocessing="standardize_global", lr=0.1, **_TINY),
        epochs=1000,
    ),
    "mnist-optimizers": Preset(
        title="Small MNIST: four optimisers from the same weights",
        question="Which optimiser is the quickest, and which one fails?",
        look_at=(
            "Four loss curves that begin at the same point, ln 10 = 2.30, which is guessing. A "
            "batch is a 24th of the training set, as 2,500 is of the full MNIST's 60,000: so 24 "
            "updates an epoch."
        ),
        answer=(
            "Plain SGD gets to about 2.23 in 20 epochs; Nesterov momentum begins as slowly and "
            "ends below 0.15; Adam at 0.01 is quick from the first epoch; Adam at learning rate 1 "
            "ruins the weights in its first steps: the loss jumps, and never gets below 2.30 "
            "again. Weights and biases start as torch's linear layers do; He's are larger, and "
            "with them SGD gets to 0.3."
        ),
        mistakes=(
            Mistake("One model went through all four optimisers in turn and was never set back."),
            Mistake(
                "The sum of batch means was divided by the number of samples: a loss 2500 times "
                "too small.",
                "loss-mean-twice",
            ),
        ),
        offline=RunConfig(
            dataset="mnist",
            preprocessing="none",
            hidden_sizes=(392, 196, 98),
            activation="relu",
            initializer="torch_default",
            batch_size=42,
            lr=0.01,
            dtype="float32",
        ),
        epochs=20,
        warm_up="logistic loss",
        changes={
            "SGD, 0.01": {"optimizer": "sgd", "lr": 0.01},
            "Nesterov 0.9, 0.01": {"optimizer": "nesterov", "lr": 0.01},
            "Adam, 0.01": {"optimizer": "adam", "lr": 0.01},
            "Adam, 1": {"optimizer": "adam", "lr": 1.0},
        },
    ),
    "cifar-relu": Preset(
        title="CIFAR-10: ReLU network, gradients from three sources",
        question="Do three independent ways to the gradient agree?",
        look_at=(
            "The gradient check of W1, b1, W2 and b2: the hand-written gradient beside autograd's "
            "and beside central differences."
        ),
        answer=(
            "The hand-written gradient agrees with autograd to the last digits, and with central "
            "differences as far as those go."
        ),
        mistakes=(
            Mistake(
                "The gradient was given class numbers, and the loss one-hot rows: arguments in the "
                "wrong order. b2 was off by 5, the mean class number.",
                "labels",
            ),
            Mistake(
                "The loss was the mean over all pairs of samples, n x n of them, instead of n.",
                "mean-over-pairs",
            ),
            Mistake(
                "The perturbed forward pass threw its result away: the loss never saw the nudge.",
                "forward-ignored",
            ),
            Mistake("A nudged weight was not put back.", "never-restored"),
            Mistake(
                "The nudge h = 1e-9 is far below the best one, so round-off is all that was left.",
                "tiny-h",
            ),
        ),
        offline=RunConfig(
            dataset="random_pixels",
            preprocessing="standardize_unbiased",
            hidden_sizes=(5,),
            activation="relu",
            initializer="lecun_normal",
            batch_size=100,
            lr=0.001,
        ),
        epochs=20,
        page="gradients",
        check={"samples": 10, "sources": ("autograd", "central")},
        from_files={"dataset": "cifar10", "dataset_options": {}, "hidden_sizes": (50,)},
        substitution=(
            "CIFAR-10 is not on disk. This is the gradient check alone, on random pixels in the "
            "same shape: 10 samples of 50 features, 5 hidden units. Nothing can be learned from "
            "them. Put the official cifar-10-batches-py into the data folder for the whole run."
        ),
    ),
    "numpy-sigmoid": Preset(
        title="One sample: sigmoid network, gradient element by element",
        question="Is the gradient right, with no threshold tried by hand?",
        look_at=(
            "The gradient check of W1 and W2 on a single sample. Its tolerance is derived, so no "
            "threshold has to be tried by hand. Then the loss."
        ),
        answer=(
            "Every entry is right within what rounding allows. And one sample is learned at once."
        ),
        mistakes=(
            Mistake(
                "Thresholds from 1e-1 to 1e-3 and nudges from 1e-3 to 1e-15 were tried by hand "
                "until the check passed.",
                "tiny-h",
            ),
        ),
        offline=RunConfig(
            dataset="one_sample",
            preprocessing="none",
            hidden_sizes=(20,),
            activation="sigmoid",
            initializer="normal",
            initializer_options={"std": 0.01},
            bias=False,
            batch_size=None,
            lr=0.1,
        ),
        epochs=100,
        page="gradients",
        check={"samples": 1, "sources": ("autograd", "central")},
        warm_up="closed forms",
    ),
}
