from types import SimpleNamespace

import pytest

from mlpviz.workbench.bug_lab.trials import conclusion


def trial(claimed, wrong):
    """A checker that calls the gradients ``claimed`` wrong where ``wrong`` ones are."""
    names = ("W1", "b1", "W2", "b2")
    rows = [SimpleNamespace(name=name) for name in names]
    ours = SimpleNamespace(rows=rows, failing=[row for row in rows if row.name in wrong])
    buggy = SimpleNamespace(claims={name: name not in claimed for name in names})
    return SimpleNamespace(ours=ours, buggy=buggy)


SAID = [
    ((), ("W1",), "✗ Of 4 gradients it lets 1 wrong one pass."),
    ((), ("W1", "b1"), "✗ Of 4 gradients it lets 2 wrong ones pass."),
    (("W1",), (), "✗ Of 4 gradients it condemns 1 right one."),
    (("W1", "W2"), ("b1",), "✗ Of 4 gradients it condemns 2 right ones and lets 1 wrong one pass."),
    (("W1",), ("W1",), "✓ It is right about every parameter."),
]


@pytest.mark.parametrize(("claimed", "wrong", "words"), SAID)
def test_one_is_not_several(claimed, wrong, words):
    assert conclusion(trial(claimed, wrong)) == words
