"""What the scripts in NumPy and in PyTorch share: data, choices, measures, the loop of epochs."""

from mlpviz.export.facts import Facts

CELL = "# %%"
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
    lines = [
        f"SIZES = {list(config.sizes)}  # units of every layer: inputs, hidden, outputs",
        f"LEARNING_RATE = {config.lr!r}",
        f"L2 = {config.l2!r}  # weight of sum(W**2) in the loss",
        f"BATCH_SIZE = {config.batch_size!r}{'' if config.batch_size else '  # all samples'}",
        f"EPOCHS = {facts.epochs}",
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
        changes += [
            f'    {setting.upper()} = changed.get("{setting}", {setting.upper()})'
            for setting in facts.settings
        ]
    lines = [
        "learning_rate, batch_size = LEARNING_RATE, BATCH_SIZE",
        "order_rng = np.random.default_rng(SEED)",
        "for epoch in range(EPOCHS + 1):",
        "    n = len(X_train)",
        *changes,
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
    ]
    return "\n".join(lines)
