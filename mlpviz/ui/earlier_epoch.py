"""The slider over epochs, on every page that has it."""

from mlpviz.ui import state


def show_epoch(epoch: int) -> None:
    """Callback: all views show ``epoch``, one whose weights are kept; the newest one: the present.

    Training pauses: what is looked at should not run away.
    """
    current = state.session()
    newest = epoch == current.trainer.epoch
    if not newest and epoch not in current.trainer.history.kept_epochs:
        return  # it was thinned out, or forgotten by a reset, while the browser asked for it
    current.pause()
    current.error = None
    current.shown = None if newest else epoch
    current.redraw()
