"""What the Trace page tells the board: steps with their lines, layers with their numbers.

Nothing is computed in the browser: every text and number comes from here. A *place* names what a
part of the page stands for: a quantity, such as ``d2``, and behind a colon the indices into it,
such as ``d2:1`` or ``W1:0,3``. What has the same place is lit together.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Numbers:
    """A typed array in the form of Plotly's, rows first."""

    dtype: str
    bdata: str


@dataclass(frozen=True)
class Part:
    """A piece of a line, and the place that it stands for, empty for none."""

    text: str
    place: str = ""


@dataclass(frozen=True)
class Line:
    """A line called ``name``, such as "symbols" or "RESULT", in parts.

    ``copies`` is what a button beside it copies, empty for no button.
    """

    name: str
    parts: tuple[Part, ...]
    copies: str = ""


@dataclass(frozen=True)
class Asked:
    """The number of a step that can be guessed before it is shown: its place, and its name."""

    place: str
    name: str


@dataclass(frozen=True)
class Curve:
    """An activation and where on it a unit is: its curve, the point, the slope there."""

    words: str
    z: Numbers
    a: Numbers
    at: tuple[float, float]
    slope: float


@dataclass(frozen=True)
class Stage:
    """A step of the trace.

    quantity : what it computes, such as ``z1``, ``L`` or ``dW1``
    level : the column of the diagram that it concerns, 0 for the inputs
    title : short, for the row of steps
    heading, words : what happens: a few words, and a sentence or two
    what : which number the lines are of
    lines : symbols, numbers, NumPy, shapes
    asked : the number that can be guessed, if it has one
    curve : the point on the activation's curve, if it has one
    """

    quantity: str
    level: int
    title: str
    heading: str
    what: str
    words: str
    lines: tuple[Line, ...]
    asked: Asked | None = None
    curve: Curve | None = None


@dataclass(frozen=True)
class Quantity:
    """A number for each unit of a column, and its text where there is room for one.

    ``label`` stands before each, such as ``z``; ``delta``: it belongs to the backward pass.
    """

    name: str
    label: str
    values: Numbers
    texts: tuple[str, ...] = ()
    delta: bool = False


@dataclass(frozen=True)
class Level:
    """A column of the diagram: the inputs, a layer, or the loss.

    first : the number of the first unit that is shown
    names : a name for each unit that is shown
    rows, columns : how the units are laid out as cells: as an image if they are a ``picture``
    chosen : the unit on the way of the chosen weight, -1 for none
    """

    title: str
    first: int
    names: tuple[str, ...]
    rows: int
    columns: int
    picture: bool
    chosen: int
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True)
class Fan:
    """Weights drawn as lines, from the units ``rows`` of a column to ``columns`` of the next.

    ``level`` is the number of the column that they lead to.
    """

    level: int
    quantity: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    values: Numbers


@dataclass(frozen=True)
class Matrix:
    """An array as coloured cells: a tensor, one unit's weights as an image, or a vector.

    quantity : what it is, as in the place of a cell
    before : stands before it, such as "=" or "×"
    pick : the parameter whose weights its cells choose, empty for none
    column : where the cells are the weights into one unit as an image, that unit, else -1
    first : number of the array's entry in the first cell of an image or a vector
    """

    title: str
    quantity: str
    rows: int
    columns: int
    values: Numbers
    before: str = ""
    pick: str = ""
    column: int = -1
    first: int = 0


@dataclass(frozen=True)
class Bar:
    """A bar of a strip: its name, its length as a share of the longest, signed, and its words."""

    name: str
    share: float
    words: str
    place: str = ""


@dataclass(frozen=True)
class Nudge:
    """The loss along one weight: a text for each place of the slider, and both curves to draw.

    ``start`` is the place where nothing is moved; ``parted`` says where both part.
    """

    moved: tuple[float, ...]
    loss: tuple[float, ...]
    tangent: tuple[float, ...]
    words: tuple[str, ...]
    start: int
    parted: str


@dataclass(frozen=True)
class Tensor:
    """A parameter: name and shape."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Named:
    """Something that can be chosen, and what people call it."""

    name: str
    title: str


@dataclass(frozen=True)
class Judged:
    """What was guessed for a place, whether it is right, and what is said of it."""

    place: str
    typed: str
    right: bool
    words: str


@dataclass(frozen=True)
class Changed:
    """A number that a mistake changes: name, wrong, right, their ratio."""

    name: str
    wrong: str
    right: str
    ratio: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What a mistake does to this trace: its lines, right above wrong, and every number changed."""

    title: str
    words: str
    lines: tuple[Line, ...]
    rows: tuple[Changed, ...]
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Tracing:
    """The whole trace of one weight for one sample, or for the mean of ``batch``, the run's next.

    key : changes with all but the step and the tab
    tab : what is open beside the network; only that is there: ``matrices`` and ``results``, or the
        ``nudge``, the ``shares`` of the samples, what is ``wrong``
    sample, samples : the chosen sample, and how many there are
    written, about : the sample whose numbers are written out, and what it is: of a mean in which
        the chosen one is not, the first
    """

    key: str
    sample: int
    samples: int
    written: int
    about: str
    name: str
    index: tuple[int, ...]
    weight: str
    parameters: tuple[Tensor, ...]
    mean: bool
    batch: int
    mistake: str
    mistakes: tuple[Named, ...]
    step: int
    tab: str
    stages: tuple[Stage, ...]
    levels: tuple[Level, ...]
    fans: tuple[Fan, ...]
    matrices: tuple[Matrix, ...] = ()
    results: tuple[Line, ...] = ()
    nudge: Nudge | None = None
    shares: tuple[Bar, ...] = ()
    shares_words: str = ""
    norms: tuple[Bar, ...] = ()
    norms_words: str = ""
    wrong: Wrong | None = None
    guess: Judged | None = None
