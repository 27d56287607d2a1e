"""What is typed into a number field: the number, or in words why it cannot be."""

import math
from typing import NamedTuple

from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.options import Option
from mlpviz.words import as_chosen, listed
from mlpviz.workbench.numerals import MOST, TwoMeaningsError, is_zero, read_number

Number = int | float


class Refusal(NamedTuple):
    """What was typed and cannot be: the text, why, and the value that stayed."""

    text: str
    words: str
    value: Number | None


def typed_number(text: str, option: Option, title: str = "", none: str = "") -> Number | None:
    """The number in ``text``, of the ``option``'s own kind and in its range.

    ``none`` is the word for None where the option has one; nothing at all is None there, too.
    Raises FaultsError that names the ``title``, by default the option's, the text and what is
    allowed.
    """
    given, title = text.strip(), title or option.title
    if option.none and given.lower() in {"", none.lower(), option.none.lower()}:
        return None
    limits = f"between {as_chosen(option.minimum)} and {as_chosen(option.maximum)}"
    shown = given if len(given) <= MOST else show(given, MOST)
    kind = "a whole number" if option.integer else "a number"
    otherwise = f", or {none} for {option.none}" if none and option.none else ""
    must = f"{title} = {shown} must be {kind} {limits}{otherwise}."
    if not given:
        raise _fault(title, text, f"{title} is empty: write {kind} {limits}.")
    try:
        value = read_number(given, whole=option.integer)
    except TwoMeaningsError as error:
        way = f"can be read as {listed(error.meanings, 'or')}: write one of them"
        raise _fault(title, text, f"{title} = {shown} {way}.") from None
    except ValueError:
        raise _fault(title, text, must) from None
    if math.isnan(value) or (option.integer and math.isfinite(value) and value != int(value)):
        raise _fault(title, text, must)
    lost = value == 0.0 and not is_zero(given)
    if value > option.maximum or value < option.minimum:
        size = "small" if value < option.minimum else "large"
        message = f"{title} = {shown} is too {size}: choose {kind} {limits}."
        raise _fault(title, text, message)
    if lost:
        raise _fault(title, text, f"{title} = {shown} is too close to 0 to be told from it.")
    return int(value) if option.integer else value + 0.0  # no minus before 0


def written_number(value: Number | None, none: str = "") -> str:
    """A number as a field shows it: as chosen, in up to twelve digits, and never rounded to 0."""
    return none if value is None else as_chosen(value)


def present_number(
    text: str | None, value: Number | None, option: Option, title: str = "", none: str = ""
) -> Number | None:
    """What ``text``, from a field that showed ``value``, asks for; raises as ``typed_number``.

    A field that is not on the page, None, asks for nothing else, nor does one that was not touched,
    though it may show fewer digits.
    """
    if text is None or text == written_number(value, none):
        return value
    return typed_number(text, option, title, none)


def shown_text(
    text: str | None,
    value: Number | None,
    option: Option,
    none: str = "",
    refusal: Refusal | None = None,
) -> str:
    """What a field whose text is ``text`` is to show for ``value``.

    What was typed stays if it means that, and what was refused as long as the value that it left.
    """
    if text is not None:
        if refusal is not None and (refusal.text, refusal.value) == (text, value):
            return text
        try:
            if present_number(text, value, option, none=none) == value:
                return text
        except FaultsError:
            pass
    return written_number(value, none)


def _fault(title: str, text: str, message: str) -> FaultsError:
    return FaultsError([Fault(title, text, message)])
