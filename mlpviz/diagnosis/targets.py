"""Rules about the targets of regression: out of the output's reach, far from its scale."""

from math import isfinite

from mlpviz.diagnosis.condition import fails
from mlpviz.diagnosis.data_facts import DataFacts
from mlpviz.diagnosis.facts import PATIENT, Facts
from mlpviz.diagnosis.report import Diagnosis, proposals, shorter_steps
from mlpviz.diagnosis.signal import blown_up
from mlpviz.engine.losses import OUTPUTS
from mlpviz.words import as_chosen, counted, number, percent, score_number

UNREACHABLE = 0.02  # share of the targets' variance that no network with this output explains
LARGE = 10.0  # root mean square of targets: standardised ones have 1
SMALL = 0.05  # spread of targets
UNLIKE = 10.0  # times the smallest spread of several targets: the largest decides the loss
FAR = 3.0  # 1 - R² of the untrained network


def targets_out_of_range(facts: Facts) -> Diagnosis | None:
    """Targets beyond what tanh or sigmoid can output, by more than 2% of their variance.

    Needs ``data``. Targets at the very edge, such as one-hot ones for sigmoid, are no fault.
    """
    if facts.data is None or facts.data.unreachable < UNREACHABLE:
        return None
    low, high = facts.data.targets
    bottom, top = OUTPUTS[facts.config.output].range
    share, most = min(1.0, facts.data.unreachable), 1.0 - facts.data.unreachable
    lost = (
        f"{percent(share)} of the targets' variance is out of reach whatever the weights, and"
        if share < 1.0
        else "what is out of reach, whatever the weights, outweighs the targets' variance, so"
    )
    scaled = {"standardize_targets": True} if targets_size(facts) else {}
    return Diagnosis(
        "targets_out_of_range",
        "Targets outside the output's range",
        f"The targets run from {number(low)} to {number(high)}, but {facts.config.output} stays "
        f"between {as_chosen(bottom)} and {as_chosen(top)}: {lost} R² cannot exceed "
        f"{score_number('R²', most)}. Use the identity as output.",
        {"targets": (low, high), "range": (bottom, top), "unreachable": share, "best_r2": most},
        proposals(facts.config, {"output": "identity"} | scaled, {"output": "identity"}),
    )


def targets_not_scaled(facts: Facts) -> Diagnosis | None:
    """Numbers as targets that are far larger or smaller than a new network's outputs, in vain.

    Needs ``data``. Their root mean square is above 10 or their spread below 0.05, of several one's,
    with an output that reaches them. The run has stopped, or does not get on (``fails``); in its
    first epochs, their size makes the untrained network's error three times that of their mean.
    """
    size, data = targets_size(facts), facts.data
    if size is None or data is None or data.unreachable >= UNREACHABLE:
        return None
    far = facts.began_untrained and facts.unexplained(facts.first) > FAR
    young = facts.newest.epoch < PATIENT and far
    if not (young or fails(facts) or facts.error is not None):
        return None
    lr, overshot = facts.newest.lr, facts.error is not None or blown_up(facts) is not None
    at = f" at a learning rate of {as_chosen(lr)}" if isfinite(lr) else ""
    then = (
        f", so that steps{at} were too long. Standardise the targets, or "
        "lower the learning rate far"
        if size == "large" and overshot
        else ". Standardise the targets"
    )
    return Diagnosis(
        "targets_not_scaled",
        "The targets are not scaled",
        f"{_sizes(data)}, while weights and steps are made for numbers of about 1. "
        f"{_harm(data, size, overshot)}{then}.",
        {"targets": data.targets, "means": data.target_means, "spreads": data.target_spreads}
        | {"lr": facts.newest.lr},
        proposals(
            facts.config,
            {"standardize_targets": True},
            *([shorter_steps(facts.config, 0.01)] if overshot else []),
        ),
    )


def targets_size(facts: Facts) -> str | None:
    """Whether targets that are numbers are "large" or "small" beside 1; None if neither.

    Of several, whether one is; "large" if there are both.
    """
    data = facts.data
    if data is None or facts.newest.train_r2 is None:
        return None
    if data.target_rms > LARGE:
        return "large"
    return "small" if _spreads(data)[0] < SMALL else None


def _spreads(data: DataFacts) -> tuple[float, float]:
    """The smallest spread of the targets and the largest, those that never vary aside."""
    spreads = [spread for spread in data.target_spreads if spread > 0.0] or [0.0]
    return min(spreads), max(spreads)


def _sizes(data: DataFacts) -> str:
    """Mean and spread, of several targets the range of both, as the beginning of a sentence."""
    means, (low, high) = data.target_means, _spreads(data)
    if len(means) == 1:
        return f"The targets have a mean of {number(means[0])} and a spread of {number(high)}"
    return (
        f"The {counted(len(means), 'target')} have means from {number(min(means))} to "
        f"{number(max(means))} and spreads from {number(low)} to {number(high)}"
    )


def _harm(data: DataFacts, size: str, overshot: bool) -> str:
    """What targets that are "large" or "small" do to the training, whose steps ``overshot``."""
    low, high = _spreads(data)
    if high > UNLIKE * low > 0.0 and not overshot:
        return (
            "The loss adds up the errors of all of them, so the steps serve the target with the "
            "largest spread, and those with small ones hardly count"
        )
    if size == "large":
        return (
            "The network has to grow its outputs to that size first, and errors and gradients are "
            "as large"
        )
    return (
        "Next to them its outputs are noise, and the gradients of errors so small move the weights "
        "little"
    )
