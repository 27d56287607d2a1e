"""What someone's parameters are, as far as their names and shapes prove it: ``Role``.

A name says weight or bias and what the two have in common (the 1 of W1 and b1, the fc1 of
fc1.weight); a shape has to agree. In a plain list, and where names don't count from 1 (0.weight,
2.weight), the shapes have to chain: each layer takes what the one before it gives. What is not
proved is left open, so that no sentence speaks of layers, biases or units where there may be none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

Shape = tuple[int, ...]
Kind = Literal["weights", "biases", ""]

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("weights", r"weights?|theta|kernel|w"),
    ("biases", r"bias(?:es)?|b"),
)
_MARK = r"(?:^|(?<=[._\[\]'\"]))(?:{})(?=$|[_\d.\]'\"]|[a-z]$)"  # W1, W_1, Wf, fc1.weight, p['W']


@dataclass(frozen=True)
class Role:
    """What one parameter is.

    ``kind`` is empty where name and shape don't tell. ``layer`` counts from 1; 0 where the
    parameters are no sequence of layers. ``group`` is what the names of weights and their own
    biases share. ``units`` is the axis of a weight matrix along which its units lie; None where it
    is not known.
    """

    kind: Kind
    layer: int = 0
    group: str = ""
    units: int | None = None


UNKNOWN = Role("")


def roles_of(names: Sequence[str], shapes: Sequence[Shape], in_out: bool = False) -> list[Role]:
    """The roles of all parameters. ``in_out``: matrices are known to be [fan_in, fan_out]."""
    if all(re.fullmatch(r"params\[\d+\]", name) for name in names):
        return _in_a_list(shapes)
    roles = [_by_name(name) for name in names]
    gains = {  # one number a unit in both: of a normalisation, whose deltas are not a layer's
        role.group
        for role, shape in zip(roles, shapes, strict=True)
        if len(shape) == 1 and shape[0] > 1
        for other, own in zip(roles, shapes, strict=True)
        if {role.kind, other.kind} == {"weights", "biases"}
        if (other.group, own) == (role.group, shape)
    }
    roles = [UNKNOWN if role.group in gains and role.kind else role for role in roles]
    weights: dict[str, list[Shape]] = {}
    for role, shape in zip(roles, shapes, strict=True):
        if role.kind == "weights":
            weights.setdefault(role.group, []).append(shape)
    for i, role in enumerate(roles):
        if role.kind == "biases" and not _fits(shapes[i], weights.get(role.group, [])):
            roles[i] = UNKNOWN
    roles = [
        replace(role, layer=layer)
        for role, layer in zip(roles, _layers(roles, shapes), strict=True)
    ]
    axes = [_units_axis(i, roles, shapes) for i in range(len(roles))]
    told = {axis for axis in axes if axis is not None}
    for i, role in enumerate(roles):
        if role.kind == "weights" and len(shapes[i]) == 2:
            same = next(iter(told)) if len(told) == 1 else axes[i]  # all of one program are alike
            roles[i] = replace(role, units=1 if in_out else same)
    return roles


def _by_name(name: str) -> Role:
    """Kind and group: ``W1`` is weights of group 1, ``fc1.bias`` biases of group fc1."""
    for kind, words in _KINDS:
        found = list(re.finditer(_MARK.format(words), name, re.IGNORECASE))
        if len(found) == 1:
            rest = name[: found[0].start()] + name[found[0].end() :]
            return Role(kind, group=rest.strip("._"))
    return UNKNOWN


def _layers(roles: Sequence[Role], shapes: Sequence[Shape]) -> list[int]:
    """By role the one number in its group, if all have one and together they count 1, 2, 3, ...

    Else their places, if the shapes chain.
    """
    numbers = [re.findall(r"\d+", role.group) if role.kind else [] for role in roles]
    layers = [int(found[0]) if len(found) == 1 else 0 for found in numbers]
    same = {re.sub(r"\d+", "", role.group) for role in roles}
    counted = sorted(set(layers)) == list(range(1, max(layers, default=0) + 1))
    weights = [layer for layer, role in zip(layers, roles, strict=True) if role.kind == "weights"]
    once = len(weights) == len(set(weights)) and set(weights) == set(layers)
    if counted and once and len(same) == 1:
        return layers
    groups = list(dict.fromkeys(role.group for role in roles))
    held = [
        {role.kind: shape for role, shape in zip(roles, shapes, strict=True) if role.group == group}
        for group in groups
    ]
    whole = (
        len(held) > 1
        and len(roles) == sum(map(len, held))
        and all("weights" in each for each in held)
    )
    if not whole or not all(role.kind for role in roles):
        return [0] * len(roles)
    pairs = [(each["weights"], each.get("biases")) for each in held]
    return [groups.index(role.group) + 1 if _chains(pairs) else 0 for role in roles]


def _in_a_list(shapes: Sequence[Shape]) -> list[Role]:
    """The roles of [W1, b1, W2, b2, ...], [W1, W2, ...] or [W1, W2, ..., b1, b2, ...].

    Unknown where shapes fit two of these, or one of them and what is left open: a single layer, a
    last one without biases. So do (2, 2) and (2, 1): two layers, or one with its biases.
    """
    half = len(shapes) // 2
    none: list[Shape | None] = [None] * len(shapes)
    orders = [(shapes, none, list(range(len(shapes))))]
    if len(shapes) == 2 * half:
        orders += [(shapes[::2], [*shapes[1::2]], [i // 2 for i in range(2 * half)])]
        orders += [(shapes[:half], [*shapes[half:]], [i % half for i in range(2 * half)])] * (
            half > 1
        )
    else:
        orders += [(shapes[::2], [*shapes[1::2], None], [i // 2 for i in range(len(shapes))])]
    fitting, told = [], True
    for W, b, layers in orders:
        axes = _chains(list(zip(W, b, strict=True)))
        if axes:
            units = axes[0] if len(axes) == 1 else None
            fitting.append([(layer + 1, units) for layer in layers])
            told &= len(W) > 1 and (all(b) or not any(b))
    if len(fitting) != 1 or not told:
        return [UNKNOWN] * len(shapes)
    seen: set[int] = set()
    roles = []
    for layer, units in fitting[0]:
        weights = layer not in seen
        seen.add(layer)
        kind: Kind = "weights" if weights else "biases"
        roles.append(Role(kind, layer, str(layer), units if weights else None))
    return roles


def _chains(layers: Sequence[tuple[Shape, Shape | None]]) -> list[int]:
    """The axes along which units may lie such that all layers (W, b) are one after the other.

    Empty if there are none, or if square matrices could stand in any order, or beside each other.
    """
    W = [shape for shape, _ in layers]
    if not all(len(shape) == 2 for shape in W):
        return []
    if any(a == b and a[0] == a[1] for a, b in pairwise(W)):
        return []
    return [
        axis
        for axis in (1, 0)
        if all(a[axis] == b[1 - axis] for a, b in pairwise(W))
        and all(b is None or (_vector(b) and max(b, default=1) == w[axis]) for w, b in layers)
    ]


def _vector(shape: Shape) -> bool:
    return sum(length > 1 for length in shape) <= 1


def _fits(shape: Shape, weights: Sequence[Shape]) -> bool:
    """Whether an array can be the biases of one of these weights: a vector, one entry a unit."""
    size = max(shape, default=1)
    return _vector(shape) and any(size == 1 or size in each for each in weights)


def _units_axis(i: int, roles: Sequence[Role], shapes: Sequence[Shape]) -> int | None:
    """The axis of a matrix that is as long as its own biases, if only one is."""
    if roles[i].kind != "weights" or len(shapes[i]) != 2 or shapes[i][0] == shapes[i][1]:
        return None
    for role, shape in zip(roles, shapes, strict=True):
        if role.kind == "biases" and role.group == roles[i].group:
            size = max(shape, default=1)
            return shapes[i].index(size) if size in shapes[i] else None
    return None
