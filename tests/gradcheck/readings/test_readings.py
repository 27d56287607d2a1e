from dataclasses import replace

import numpy as np
import pytest

from mlpviz.gradcheck.mistakes.penalty import FORMS
from mlpviz.gradcheck.readings import READINGS, read_pattern
from mlpviz.gradcheck.readings.table import RULES, STRUCTURE
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow

# One report for every row of READINGS, without a network.


def foreign(params, grads, loss=1.0, **how):
    """A report without a network: references are ``params``, judged are ``grads``."""
    rows = [
        ParameterRow.compare(
            name,
            {"analytic": grads[name], "central": params[name]} | how.get("more", {}),
            dict.fromkeys(
                ("analytic", "central", "complex_step"), np.full(params[name].shape, 1e-9)
            ),
            how.get("kinks", {}).get(name, np.zeros(params[name].shape, bool)),
        )
        for name in params
    ]
    own = how.get("own")
    return GradientReport(rows=tuple(rows), loss=loss, dtype="float64", seconds=0.0, params=own)


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


PARAMS = {name: numbers(*shape, seed=3) for name, shape in
          {"W1": (4, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)}.items()}  # fmt: skip
G = {"W1": numbers(4, 6), "b1": numbers(6), "W2": numbers(6, 3), "b2": numbers(3)}


def with_noise(*names, where=True):
    noise = {name: np.where(where, numbers(*G[name].shape, seed=9), 0.0) for name in names}
    return foreign(G, {name: g + noise.get(name, 0.0) for name, g in G.items()})


ONE = {
    name: np.outer(numbers(len(G[name]), seed=5), G[f"b{name[1]}"] + 1.0) for name in ("W1", "W2")
} | {name: G[name] + 1.0 for name in ("b1", "b2")}


def scaled(factor, l2=0.05):
    """All that comes from the data is off by a factor; the L2 term of the weights is right."""
    pull = {name: 2.0 * l2 * PARAMS[name] if name[0] == "W" else 0.0 for name in G}
    return {name: factor * (g - pull[name]) + pull[name] for name, g in G.items()}


SQUARE = {"W1": numbers(4, 4), "b1": numbers(4)}

CASES = {
    "pass": foreign(G, G),
    "not-finite": foreign(G, {**G, "W2": np.where(np.arange(3) == 1, np.inf, G["W2"])}),
    "unresolved": foreign(*[{name: 1e-13 * g for name, g in G.items()}] * 2, loss=3.0),
    "references": foreign({"W1": 1.5 * G["W1"]}, {"W1": G["W1"]}, more={"complex_step": G["W1"]}),
    "float32": foreign(G, {name: g.astype("float32").astype(float) for name, g in G.items()}),
    "transposed": foreign(SQUARE, {**SQUARE, "W1": SQUARE["W1"].T}),
    "one-sum": foreign(G, {**G, "b1": np.full(6, G["b1"].sum())}),
    "zero": foreign(G, {**G, "b1": 0.0 * G["b1"]}),
    "one-sample": foreign(G, {**G, **ONE}),
    "clipped": foreign(G, {name: np.clip(g, -0.5, 0.5) for name, g in G.items()}),
    "constant-factor": foreign(G, {name: 3.7 * g for name, g in G.items()}),
    "l2-like": foreign(
        G, {n: g + (0.3 * PARAMS[n] if n == "W2" else 0.0) for n, g in G.items()}, own=PARAMS
    ),
    "beside-l2": foreign(G, scaled(6.0), own=PARAMS),
    "nothing-but-l2": foreign(G, {**G, "W1": 0.3 * PARAMS["W1"]}, own=PARAMS),
    "l1-like": foreign(
        G,
        {n: g + (0.3 * np.sign(PARAMS[n]) if n == "W2" else 0.0) for n, g in G.items()},
        own=PARAMS,
    ),
    "l1-written": foreign(
        {**G, "W1": G["W1"] + 0.3 * np.sign(PARAMS["W1"])},
        {**G, "W1": G["W1"] + 0.3 * PARAMS["W1"]},
        own=PARAMS,
    ),
    "kinks": foreign(
        G,
        {**G, "b1": np.where(np.arange(6) < 2, 2.0, 1.0) * G["b1"]},
        kinks={"b1": np.arange(6) < 3},
    ),
    "unseen": foreign({**G, "b1": 0.0 * G["b1"]}, G),
    "own-factors": foreign(G, {n: (4.0 if n[0] == "b" else 2.0) * g for n, g in G.items()}),
    "only-biases": foreign(G, {n: g**2 if n[0] == "b" else g for n, g in G.items()}),
    "only-weights": foreign(G, {n: g**3 if n[0] == "W" else g for n, g in G.items()}),
    "units": with_noise("W1", "b1", where=np.arange(6) == 2),
    "rows-or-columns": with_noise("W1", where=(np.arange(4) == 1)[:, None]),
    "lower-layers": with_noise("W1", "b1"),
    "some-parameters": with_noise("W2", "b1"),
    "unclear": with_noise(*G),
    "fault": GradientReport(
        rows=foreign(G, G).rows, loss=1.0, dtype="float64", seconds=0.0, faults=("a fault",)
    ),
}


@pytest.mark.parametrize("kind", READINGS)
def test_every_reading_has_a_case(kind):
    reading = read_pattern(CASES[kind])
    assert reading.kind == kind, reading
    assert reading.evidence
    assert "{" not in reading.sentence
    assert reading.sentence.endswith((".", "?"))


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_for_the_signs_of_an_l1_term_is_told(form):
    W = PARAMS["W1"]
    right = {**G, "W1": G["W1"] + 0.3 * np.sign(W)}
    reading = read_pattern(
        foreign(right, {**G, "W1": G["W1"] + 0.3 * FORMS[form].f(W)}, own=PARAMS)
    )
    assert reading.kind == "l1-written"
    assert f"stands 0.3 times {form} where 0.3 times sign(W) belongs" in reading.sentence


def test_a_loss_that_is_flat_everywhere_may_be_a_count():
    flat = {name: 0.0 * g for name, g in G.items()}
    assert "an accuracy or a count" in read_pattern(foreign(flat, G)).sentence
    assert "accuracy" not in read_pattern(CASES["unseen"]).sentence


NAMED = {
    "sign": -1.0,
    "no-factor-2": 0.5,
    "factor-2": 2.0,
    "no-mean": 7.0,
    "mean-twice": 1.0 / 7.0,
    "outputs-summed": 3.0,
    "loose-constant": 0.3,
    "rmse": 2.6,  # the loss is 1.3
    "gradient-of-root": 0.5 / 1.3**0.5,
}


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_factors_are_mistakes_of_the_table(name, l2):
    """With an L2 term and without, which the loss has, too."""
    squares = l2 * sum(np.sum(PARAMS[w] ** 2) for w in ("W1", "W2"))
    reading = read_pattern(foreign(G, scaled(NAMED[name], l2), 1.3 + squares, own=PARAMS))
    assert name in reading.alternatives
    assert reading.kind == ("beside-l2" if l2 else "constant-factor")


def test_a_count_is_that_of_samples_where_it_is_known():
    for n, name in ((7, "no-mean"), (5, "loose-constant")):
        report = replace(foreign(G, {w: 7.0 * g for w, g in G.items()}), n=n)
        assert read_pattern(report).alternatives[0] == name
    told = read_pattern(replace(report, n=7)).sentence
    assert "7 is the number of samples, with a 1/n out of place: “Missing 1/n”" in told


TOP = {"W2": G["W2"], "b2": G["b2"]}
ELSEWHERE = {
    "transposed-dw": CASES["transposed"],
    "no-db": CASES["zero"],
    "no-dw": CASES["nothing-but-l2"],
    "last-sample": CASES["one-sample"],
    "clipped-values": CASES["clipped"],
    "bias-axis": CASES["one-sum"],
    "bias-mean-of-all": foreign(G, {**G, "b1": np.full(6, G["b1"].sum() / 7.0)}),
    "bias-mean": foreign(G, {n: g / 7.0 if n[0] == "b" else g for n, g in G.items()}),
    "mean-on-the-way": foreign(G, {n: g / 7.0 for n, g in G.items() if n not in TOP} | TOP),
    "own-factors": CASES["own-factors"],
    "bias-not-averaged": foreign(G, {n: 7.0 * g if n[0] == "b" else g for n, g in G.items()}),
    "weights-not-averaged": foreign(G, {n: 7.0 * g if n == "W1" else g for n, g in G.items()}),
    "l2-sign": foreign(G, {**G, "W1": G["W1"] - 0.2 * PARAMS["W1"]}, own=PARAMS),
    "no-l2-once": foreign(G, {**G, "W1": G["W1"] - 0.2 * PARAMS["W1"]}, own=PARAMS),
    "l2-unasked": CASES["l2-like"],
    "l2-on-biases": foreign(G, {**G, "b1": G["b1"] + 0.2 * PARAMS["b1"]}, own=PARAMS),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_rules_are_mistakes_of_the_table(name):
    assert name in read_pattern(ELSEWHERE[name]).alternatives


def test_noise_has_no_cause():
    for seed in range(100):
        rng = np.random.default_rng(seed)
        off = {
            name: g + 10.0 ** rng.integers(-4, 2) * rng.normal(size=g.shape)
            if rng.random() < 0.6
            else g
            for name, g in G.items()
        }
        report = foreign(G, off)
        assert read_pattern(report).kind in {*STRUCTURE, "pass"}, seed


def test_rules_and_structure_share_no_names():
    assert not RULES.keys() & STRUCTURE.keys()


def test_evidence_counts_and_measures():
    evidence = read_pattern(foreign(G, {name: 7 * g for name, g in G.items()})).evidence
    assert evidence.startswith("all 51 elements: ratio analytic / numerical = 7 ± ")
    evidence = read_pattern(CASES["lower-layers"]).evidence
    assert evidence == "W1: 24 of 24 elements fail; b1: 6 of 6 elements fail; W2 and b2 pass"


def test_a_vector_without_matrices_is_no_bias():
    report = foreign({"w": numbers(4)}, {"w": numbers(4) * np.array([1.0, 1.0, 2.0, 1.0])})
    assert "Only biases" not in read_pattern(report).sentence


def sentence(right, judged, **params):
    return read_pattern(foreign(right, judged, 1.3, own=params or None)).sentence


def off(gradients, **factors):
    """Some of the gradients with noise, or times a number."""
    return {
        name: g + numbers(*g.shape, seed=9) if factors.get(name) == "noise" else factors[name] * g
        for name, g in ((name, g) for name, g in gradients.items() if name in factors)
    } | {name: g for name, g in gradients.items() if name not in factors}


def test_only_the_own_bias_proves_that_the_deltas_are_right():
    assert "so the deltas are right" in sentence(G, off(G, W1="noise"))
    for missing in ({"b1": 0.0 * G["b1"]}, {}):  # a bias without effect proves nothing
        right = {name: g for name, g in G.items() if name != "b1"} | missing
        told = sentence(right, off(right, W1="noise"))
        assert "deltas are right" not in told
        assert "L2" not in told
    gamma = {"W1": G["W1"], "gamma": numbers(6), "W2": G["W2"], "b2": G["b2"]}
    assert sentence(gamma, off(gamma, W1="noise")).startswith("Only W1 fails; the other")
    assert "deltas are right" not in sentence({"b": G["b1"]}, {"b": -2.5 * G["b1"] ** 2})


def test_rows_are_units_or_inputs_only_where_the_orientation_is_known():
    row = np.where((np.arange(5) == 2)[:, None], numbers(5, 4), 0.0)
    out_in = {"W1": numbers(5, 4), "b1": numbers(5), "W2": numbers(3, 5), "b2": numbers(3)}
    told = sentence(out_in, {**out_in, "W1": out_in["W1"] + row})
    assert told == "All errors are in row 2 of W1, counted from 0: what is special in these units?"
    assert "in unit 2 of layer 1" in sentence(
        out_in, {**out_in, "W1": out_in["W1"] + row, "b1": out_in["b1"] + row[:, 0]}
    )
    in_out = {"W1": out_in["W1"], "b1": numbers(4)}
    told = sentence(in_out, {**in_out, "W1": in_out["W1"] + row})
    assert told.endswith("counted from 0: look at the inputs there.")
    alone = {"E": out_in["W1"]}
    told = sentence(alone, {"E": alone["E"] + row})
    assert told == "All errors are in row 2 of E, counted from 0: what is special there?"
    told = sentence({"E": alone["E"].T}, {"E": (alone["E"] + row).T})
    assert "in column 2 of E" in told


def test_no_layers_and_no_biases_where_there_are_none():
    for right in ({"x": numbers(5, 4)}, {"C": numbers(3, 3), "x": numbers(3)}):
        told = sentence(right, off(right, **dict.fromkeys(right, "noise")))
        assert told.startswith("Unclear")
        assert "layer" not in told
        assert "bias" not in told


def test_a_whole_factor_may_be_a_length_or_two_passes():
    assert "Is 5 your number of samples" in sentence(G, off(G, W1=5, b1=5, W2=5, b2=5))
    told = sentence(G, off(G, W1=3, b1=3, W2=3, b2=3))  # W2 and b2 have three outputs
    assert "3 is also a length of W2 and b2" in told
    assert "3 your number of samples" not in told
    assert "added up" in sentence(G, off(G, W1=2, b1=2, W2=2, b2=2))
    norm = np.sqrt(sum(np.sum(g**2) for g in G.values()))
    told = sentence(G, {name: 0.25 * g / norm for name, g in G.items()})
    assert told.endswith("The norm of all gradients together is 0.25: are they clipped to it?")


def test_the_last_layers_bias_says_where_to_begin():
    told = sentence(G, off(G, W1="noise", b1="noise", W2="noise", b2="noise"))
    assert "b2 is wrong, and so is the last layer's delta" in told
    bare = {"W1": G["W1"], "W2": G["W2"]}
    assert "what all have in common" in sentence(bare, off(bare, W1="noise", W2="noise"))
    told = sentence(bare, off(bare, W1="noise"))
    assert told.endswith("to layer 1's, or at how W1's own gradient is made.")


def test_each_parameter_is_judged_on_its_own():
    assert sentence(G, off(G, W1=2.5)) == (
        "Off by a constant factor, all entries alike: W1 by the factor 2.5; the other parameters "
        "are right."
    )
    told = sentence(G, off(G, W1=2.0, W2=2.0, b1=4.0))
    assert told == (
        "Off by constant factors, all entries alike: W1 and W2 by the factor 2 and b1 by the "
        "factor 4; the other parameters are right."
    )
    mixed = {**off(G, b1=7.0, W2="noise"), "W1": G["W1"] + 0.5 * PARAMS["W1"]}
    told = sentence(G, mixed, **PARAMS)
    assert "b1 is off by the factor 7 throughout" in told
    assert "W1 is off by 1/2 times W1 itself, as by L2" in told
    assert "W2: 18 of 18 entries, off by up to" in told
    ratio = np.linalg.norm(mixed["W2"] - G["W2"]) / np.linalg.norm(PARAMS["W2"])
    assert f"(in norm {ratio:.2g} of W2 itself)" in told
