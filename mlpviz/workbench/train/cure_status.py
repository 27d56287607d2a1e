"""What the Train page's message says of cures: the way to them, the search, what came of it."""

from dataclasses import replace

from mlpviz.cures import Cures as Found
from mlpviz.cures.sentence import BY_TEST
from mlpviz.run import Trainer
from mlpviz.words import agreeing, counted, whole
from mlpviz.workbench.protocol import Button, Message, Trial
from mlpviz.workbench.train.cures import Cures

IN_SIGHT = 3  # buttons; the others open on demand
TRY = Button("try_cures", "", "Try cures")
AGAIN = Button("try_cures", "", "Try again")
CANCEL = Button("cancel_cures", "", "Cancel")


def with_cures(told: Message, own: Cures, trainer: Trainer) -> Message:
    """``told``, what is wrong with the run of ``trainer``, with what may be done about it.

    Only what was tried and helped has a button, with its figure. The run may have been trained on
    since: then it is said when that was.
    """
    if own.search is not None:
        trial = Trial(f"Trying: {own.search.trying or 'learning rates'}", own.search.progress)
        return replace(told, buttons=(CANCEL,), trial=trial)
    if own.found is not None:
        return _tried(told, own.found, None if own.fresh(trainer) else own.epoch)
    return replace(told, buttons=(TRY,), trial=None if own.problem is None else Trial(own.problem))


def _tried(told: Message, found: Found, epoch: float | None) -> Message:
    """``told`` with what was found; ``epoch`` is when, if the run has been trained on since."""
    cures = tuple(Button("cure", cure.label, cure.label) for cure in found)
    told = replace(told, buttons=cures[:IN_SIGHT], further=cures[IN_SIGHT:])
    if epoch is None:
        return replace(told, trial=Trial(_outcome(found)))
    trial = Trial(f"At epoch {whole(int(epoch))}: {_outcome(found)}")
    return replace(told, buttons=(*told.buttons, AGAIN), trial=trial)


def _outcome(found: Found) -> str:
    """How much was tried, above the buttons for what helped; or what is to be said without any."""
    if not found:
        return found.sentence
    n = len({tried.label for tried in found.tried})
    tried = f"{counted(n, 'change')} {agreeing(n, 'was', 'were')} tried"
    ended = "" if found.complete else " before the search ended"
    helps = agreeing(len(found), "This one helps", "These help, the best and simplest first")
    wait = "Waiting may be enough. " if found[0].waits else ""
    by_test = f" {BY_TEST}" if found[0].of_test else ""
    return f"{wait}{tried}{ended}.{by_test} {helps}:"
