"""Rules about the size of the data: inputs that are not scaled, targets out of reach."""

from mlpviz.diagnosis.facts import INPUT_SCALE, PATIENT, SATURATED, Facts
from mlpviz.diagnosis.report import Diagnosis, proposals, scaled_inputs, shorter_steps
from mlpviz.engine.losses import OUTPUTS
from mlpviz.words import as_chosen, number, percent, score_number

LARGE_Z = 3.0  # where tanh is flat to within 1%
UNREACHABLE = 0.02  # share of the targets' variance that no network with this output explains


def inputs_not_scaled(facts: Facts) -> Diagnosis | None:
    """Raw inputs whose size does harm: the first layer's z is out of scale and little is learned.

    Needs ``data``. Large: some feature's root mean square is above 4 and the spread of z in layer
    1, as its weights are now, above 3. Small: no feature's reaches 0.05. From epoch 5 on, unless
    the run learns well all the same.
    """
    if not facts.unscaled or facts.data is None or facts.newest.epoch < PATIENT:
        return None
    config, rms = facts.config, facts.data.input_rms
    overall = float((rms**2).mean() ** 0.5)
    spread = overall * facts.newest.param_norm["W1"] / config.sizes[1] ** 0.5
    large = facts.data.input_scale > INPUT_SCALE[1]
    flat = max(facts.newest.saturated_share[:1], default=0.0) > SATURATED
    if (large and spread <= LARGE_Z) or (facts.learned and not flat):
        return None
    what = "reach" if large else "reach only"
    why = (
        f"layer 1 then works with z of about {number(spread, 2)}, where units are saturated or "
        "steps overshoot"
        if large
        else "layer 1 hardly sees them, and its gradients are as small"
    )
    cure = scaled_inputs(config)
    return Diagnosis(
        "inputs_not_scaled",
        "The inputs are not scaled",
        f"The inputs {what} {number(facts.data.input_scale)} (root mean square of the largest "
        f"feature; scaled inputs lie near 1): {why}. Standardise them.",
        {"input_rms": rms, "largest": float(rms.max()), "smallest": float(rms.min())}
        | {"z_spread": spread, "saturated_share": flat},
        proposals(config, cure, cure | shorter_steps(config, 1.0)),
    )


def targets_out_of_range(facts: Facts) -> Diagnosis | None:
    """Targets beyond what tanh or sigmoid can output, by more than 2% of their variance.

    Needs ``data``. Targets at the very edge, such as one-hot ones for sigmoid, are no fault.
    """
    if facts.data is None or facts.data.unreachable < UNREACHABLE:
        return None
    low, high = facts.data.targets
    bottom, top = OUTPUTS[facts.config.output].range
    share = min(1.0, facts.data.unreachable)
    most = 1.0 - facts.data.unreachable
    return Diagnosis(
        "targets_out_of_range",
        "Targets outside the output's range",
        f"The targets run from {number(low)} to {number(high)}, but {facts.config.output} stays "
        f"between {as_chosen(bottom)} and {as_chosen(top)}: {percent(share)} of the targets' "
        f"variance is out of reach whatever the weights, and R² cannot exceed "
        f"{score_number('R²', most)}. Use the identity as output.",
        {"targets": (low, high), "range": (bottom, top), "unreachable": share, "best_r2": most},
        proposals(facts.config, {"output": "identity"}),
    )
