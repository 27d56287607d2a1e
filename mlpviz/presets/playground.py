"""Small problems in one and two dimensions, each with a question."""

from typing import Any

from mlpviz.config import RunConfig
from mlpviz.presets.preset import PLAIN, Preset


def _playground(
    title: str, question: str, look_at: str, answer: str, epochs: int, **choices: Any
) -> Preset:
    return Preset(
        title=title,
        question=question,
        look_at=look_at,
        answer=answer,
        offline=RunConfig(**(PLAIN | {"preprocessing": "standardize"} | choices)),
        epochs=epochs,
    )


_ADAM: dict[str, Any] = {"optimizer": "adam", "lr": 0.03}

PLAYGROUND: dict[str, Preset] = {
    "two-gaussians": _playground(
        "Two clouds",
        "Does a hidden layer help where a straight line is enough?",
        "The boundary, and its distance from the nearest points while the loss keeps falling.",
        "No: 100% with and without.",
        20,
        dataset="two_gaussians",
        hidden_sizes=(),
    ),
    "three-gaussians": _playground(
        "Three clouds",
        "Where do the three straight boundaries of softmax meet?",
        "The class regions: the most probable class at each point.",
        "In one point, in the middle of the clouds.",
        20,
        dataset="three_gaussians",
        hidden_sizes=(),
    ),
    "xor": _playground(
        "XOR",
        "How many hidden units does XOR need, and does it always work with that few?",
        "The boundary, with fewer units and with other seeds.",
        "Two can do it in theory, and never did in ten seeds. Three did in nine of ten, five in "
        "all.",
        100,
        dataset="xor",
        hidden_sizes=(5,),
        **_ADAM,
    ),
    "circles": _playground(
        "Circles",
        "How many straight lines does it take to close a circle?",
        "The boundary, with one unit more and with one less.",
        "Three: every tanh unit adds one bend. Two units never did, three always.",
        100,
        dataset="circles",
        hidden_sizes=(4,),
        **_ADAM,
    ),
    "moons": _playground(
        "Moons",
        "How few hidden units follow the gap between the moons?",
        "The boundary, and the few points that noise has put on the wrong side.",
        "Three. One gets 85%, no more than a straight line.",
        100,
        dataset="moons",
        hidden_sizes=(8,),
        **_ADAM,
    ),
    "spiral": _playground(
        "Spiral",
        "How few neurons solve the spiral?",
        "The boundary winds up from the outside in. Compare one wide layer with two narrow ones.",
        "Eight in one layer get 92%; 16, or 8 and 8, solve it.",
        100,
        dataset="spiral",
        hidden_sizes=(16, 16),
        activation="relu",
        initializer="he_normal",
        optimizer="adam",
        lr=0.02,
    ),
    "spiral-3-arms": _playground(
        "Spiral with three arms",
        "Is a third arm harder than a longer spiral?",
        "The three class regions, and which arm is learned last.",
        "Easier: its arms wind once, the two of the other one and a half times. With six tanh "
        "units in one layer it was solved five times of five, the longer one never.",
        100,
        dataset="spiral3",
        hidden_sizes=(16, 16),
        **_ADAM,
    ),
    "plane": _playground(
        "Plane",
        "Which learning rate is the largest that does not diverge?",
        "The loss: it stops at the noise, about 0.0025, and no network goes below that for long.",
        "About 1: the loss's curvature is 2 for standardised inputs, and 2 / 2 = 1.",
        20,
        dataset="plane",
        hidden_sizes=(),
        lr=0.05,
    ),
    "hills": _playground(
        "Hills",
        "How many hidden units does each hill take?",
        "The surface, and how it changes when you take the hidden layer away.",
        "About two of them: 4 units reach R² 0.73, 8 reach 0.9 in three of five seeds, 16 always.",
        150,
        dataset="hills",
        hidden_sizes=(16,),
        **_ADAM,
    ),
    "sine": _playground(
        "Sine",
        "How many bends does one hidden unit add?",
        "The curve: which waves are bent into shape first?",
        "About one. A single layer of 4 units reaches R² 0.74, of 8 units 0.87; two layers of 16 "
        "reach more than 0.95.",
        100,
        dataset="sine",
        hidden_sizes=(16, 16),
        activation="silu",
        initializer="he_normal",
        **_ADAM,
    ),
}
