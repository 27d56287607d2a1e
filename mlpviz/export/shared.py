"""What the scripts in NumPy and in PyTorch share: data, choices, measures, the loop of epochs."""

from mlpviz.export.facts import Facts
from mlpviz.numpy_code import SCHEDULES

CELL = "# %%"
STOP = [
    "    test_loss = losses[1].item()",
    "    waited = 0 if test_loss < lowest - MIN_DELTA else waited + 1",
    "    lowest = min(lowest, test_loss)",
    "    if waited >= PATIENCE:",
    "        break",
]
NAMES = ("X_train", "Y_train", "X_test", "Y_test")


def opening(facts: Facts, what: str) -> str:
    """The docstring of a script."""
    return f'''"""{facts.title}, trained by {what}.

Written by mlpviz, which it does not need. It reads {facts.data}, which lies beside it, and
trains as the run did that it was written from: same weights, same order of samples.
"""'''


def constants(facts: Facts) -> str:
    """The choices of a run, and its data."""
    config = facts.config
    stopped = "  # where the test stopped it early: its score is likely a little too good"
    lines = [
        f"SIZES = {list(config.sizes)}  # units of every layer: inputs, hidden, outputs",
        f"LEARNING_RATE = {config.lr!r}",
        f"L2 = {config.l2!r}  # weight of sum(W**2) in the loss",
        *_regular(facts),
        f"BATCH_SIZE = {config.batch_size!r}{'' if config.batch_size else '  # all samples'}",
        f"EPOCHS = {facts.epochs}{stopped if facts.trainer.stopped else ''}",
        f"SEED = {config.seed}",
        f"SHUFFLE = {config.shuffle!r}  # whether every epoch takes the samples in a new order",
        f'DTYPE = "{config.dtype}"',
    ]
    if facts.changes:
        lines.append(f"CHANGES = {facts.changes!r}  # of settings, after these epochs")
    lines += [
        "",
        f'HERE = Path(globals().get("__file__", "{facts.data}")).parent',
        f'with np.load(HERE / "{facts.data}") as data:',
        *(f'    {name} = data["{name}"].astype(DTYPE)' for name in NAMES),
    ]
    return "\n".join(lines)


def _regular(facts: Facts) -> list[str]:
    """The choices that most runs do without, as constants."""
    config, lines = facts.config, []
    if facts.has("l1"):
        lines.append(f"L1 = {config.l1!r}  # weight of sum(abs(W)) in the loss")
    if facts.drops:
        lines.append(
            f"DROPOUT = {config.dropout!r}  # share of hidden units that a step leaves out"
        )
    lines += [
        f"{name.upper()} = {value!r}  # of the schedule" for name, value in facts.schedule.items()
    ]
    if facts.stops:
        lines.append(f"PATIENCE = {config.patience}  # epochs without a lower test loss")
        lines.append(f"MIN_DELTA = {config.min_delta!r}  # by which it has to be lower")
    return lines


def masks(facts: Facts, result: str) -> list[str]:
    """A function that draws which hidden units the samples of a step keep, if any are left out."""
    if not facts.drops:
        return []
    return [
        "mask_rng = np.random.default_rng([SEED, 1])",
        "",
        "",
        "def draw_masks(n):",
        '    """0 for a unit that a sample leaves out, else 1 / (1 - DROPOUT): the mean stays."""',
        "    if not DROPOUT:",
        "        return None",
        "    kept = mask_rng.random((n, sum(SIZES[1:-1]))) >= DROPOUT",
        "    masks = (kept * (1.0 / (1.0 - DROPOUT))).astype(DTYPE)",
        f"    return {result}",
        "",
        "",
    ]


def score(facts: Facts, outputs: str) -> str:
    """A function that measures a split."""
    if facts.trainer.dataset.is_regression:
        body = [
            "    residual = ((outputs - Y) ** 2).sum(axis=0)",
            "    return (1.0 - residual / ((Y - Y.mean(axis=0)) ** 2).sum(axis=0)).mean()",
        ]
        told = "R2: the share of the targets' variance that is explained"
    elif facts.config.sizes[-1] > 1:
        body = ["    return (outputs.argmax(axis=1) == Y.argmax(axis=1)).mean()"]
        told = "The share of samples whose largest output is that of their class"
    else:
        at = facts.trainer.threshold
        body = [f"    return ((outputs > {at!r}) == (Y > {at!r})).mean()"]
        told = f"The share of samples on the right side of {at!r}"
    return "\n".join(
        ["def score(X, Y):", f'    """{told}."""', f"    outputs, Y = {outputs}", *body]
    )


def loop(facts: Facts, step: str) -> str:
    """The epochs: each in its own order, a batch at a time; losses and scores are printed."""
    name = "R2" if facts.trainer.dataset.is_regression else "accuracy"
    changes: list[str] = []
    if facts.changes:
        changes = [
            "    changed = CHANGES.get(epoch - 1, {})",
            '    learning_rate = changed.get("lr", learning_rate)',
            '    batch_size = changed.get("batch_size", batch_size)',
            '    L2 = changed.get("l2", L2)',
        ]
        live = ["l1"] * facts.has("l1") + ["dropout"] * facts.drops
        changes += [
            f'    {setting.upper()} = changed.get("{setting}", {setting.upper()})'
            for setting in (*live, *facts.settings, *facts.schedule)
        ]
    schedule = SCHEDULES[facts.config.schedule]
    names = {setting: setting.upper() for setting in facts.schedule}
    first, after = list(schedule.first), [line.format(**names) for line in schedule.after]
    told = (*schedule.before, f"rate = learning_rate * {schedule.factor}")
    rate = [f"    {line.format(**names)}" for line in told]
    if facts.config.schedule == "constant":
        rate, step = [], step.replace("rate)", "learning_rate)")
    if facts.stops:
        first += [
            "# The test decides when to stop, so its score is likely a little too good.",
            "lowest, waited = np.inf, 0  # of the test loss",
        ]
    after = [f"    {line}" for line in (["loss = losses[0].item()", *after] if after else [])]
    lines = [
        "learning_rate, batch_size = LEARNING_RATE, BATCH_SIZE",
        "order_rng = np.random.default_rng(SEED)",
        *first,
        "for epoch in range(EPOCHS + 1):",
        "    n = len(X_train)",
        *changes,
        *rate,
        "    size = min(batch_size or n, n)",
        "    order = np.arange(n)",
        "    if epoch > 0 and SHUFFLE and size < n:",
        "        order = order_rng.permutation(n)",
        "    for start in range(0, n if epoch > 0 else 0, size):",
        "        batch = order[start : start + size]",
        f"        {step}",
        "    losses = loss_of(X_train, Y_train), loss_of(X_test, Y_test)",
        "    scores = score(X_train, Y_train), score(X_test, Y_test)",
        "    print(",
        '        f"epoch {epoch:4d}  loss {losses[0]:.10g} train {losses[1]:.10g} test  "',
        f'        f"{name} {{scores[0]:.4f}} train {{scores[1]:.4f}} test"',
        "    )",
        *(["    if epoch == 0:", "        continue"] if after or facts.stops else []),
        *after,
        *(STOP if facts.stops else []),
    ]
    return "\n".join(lines)
