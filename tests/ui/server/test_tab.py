"""What a tab can have to say follows from what it has been sent."""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mlpviz.ui.server.tab import AGAIN, MOST, Tab

DONE = ForwardMsg.FINISHED_SUCCESSFULLY


def begin(*fragments, session="secret"):
    message = ForwardMsg()
    message.new_session.initialize.session_id = session
    message.metadata.run.fragment_ids.extend(fragments)
    return message.SerializeToString()


def end(status=DONE):
    return ForwardMsg(script_finished=status).SerializeToString()


def button(name, fragment="", hash="", **more):
    message = ForwardMsg(hash=hash)
    message.delta.fragment_id = fragment
    widget = message.delta.new_element.button
    widget.id = name
    for field, value in more.items():
        setattr(widget, field, value)
    return message.SerializeToString()


def text(words="words"):
    message = ForwardMsg()
    message.delta.new_element.markdown.body = words
    return message.SerializeToString()


def clicks(*names, hashes=()):
    message = BackMsg()
    for name in names:
        message.rerun_script.widget_states.widgets.add(id=name, trigger_value=True)
    message.rerun_script.page_name = "train"
    message.rerun_script.cached_message_hashes.extend(hashes)
    return message.SerializeToString()


def sent(tab, data):
    tab.sent({"bytes": data})


def honest(tab, data):
    return tab.honest({"bytes": data})


def heard(tab, *names):
    """Which clicks count."""
    told = BackMsg.FromString(honest(tab, clicks(*names))).rerun_script
    assert told.page_name == "train"
    return [state.id for state in told.widget_states.widgets]


@pytest.fixture
def tab():
    """One whose page has a button outside of a fragment and two inside."""
    tab = Tab()
    for message in (begin(), text(), button("a"), button("b", "f"), button("c", "f"), end()):
        sent(tab, message)
    return tab


def test_what_is_on_the_page_can_be_clicked(tab):
    assert heard(tab, "a", "b", "c") == ["a", "b", "c"]
    assert honest(tab, clicks("a", "b")) == clicks("a", "b")


@pytest.mark.parametrize(
    "names", [["d"], ["session"], [""], ["x" * 5_000_000], [str(n) for n in range(10_000)]]
)
def test_what_is_not_on_it_cannot(tab, names):
    assert heard(tab, *names, "a") == ["a"]


def test_what_was_there_before_cannot(tab):
    for message in (begin(), button("a"), end()):
        sent(tab, message)
    assert heard(tab, "a", "b", "c") == ["a"]


def test_a_fragment_that_is_drawn_again_leaves_the_others(tab):
    for message in (begin("f"), button("b", "f"), end()):
        sent(tab, message)
    assert heard(tab, "a", "b", "c") == ["a", "b"]


def test_while_a_page_is_drawn_both_can_be_clicked(tab):
    sent(tab, begin())
    sent(tab, button("d"))
    assert heard(tab, "a", "d") == ["a", "d"]
    sent(tab, end(AGAIN))
    assert heard(tab, "a", "d") == ["a", "d"]


def test_a_run_that_breaks_off_before_it_draws_leaves_the_fragment(tab):
    for message in (begin("f"), text("Something went wrong"), end()):
        sent(tab, message)
    assert heard(tab, "b", "c") == ["b", "c"]


def test_what_is_disabled_meanwhile_cannot(tab):
    sent(tab, button("a", disabled=True))
    assert heard(tab, "a", "b") == ["b"]


def test_a_tab_that_was_sent_nothing_can_say_nothing_but_that_it_is_here():
    assert heard(Tab(), "a") == []


def test_what_is_kept_by_the_browser_counts_as_sent(tab):
    for message in (begin(), button("k", hash="h"), end(), begin(), end()):
        sent(tab, message)
    assert heard(tab, "k") == []
    sent(tab, begin())
    sent(tab, ForwardMsg(ref_hash="h").SerializeToString())
    assert heard(tab, "k") == ["k"]


def test_the_browser_keeps_nothing_that_this_tab_does_not_know_of(tab):
    sent(tab, button("k", hash="h"))
    told = BackMsg.FromString(honest(tab, clicks("a", hashes=["h", "another tab's"])))
    assert list(told.rerun_script.cached_message_hashes) == ["h"]


def test_it_remembers_so_much_and_no_more(tab):
    for number in range(2 * MOST):
        sent(tab, button(f"n{number}", hash=f"h{number}"))
    assert len(tab._widgets) == len(tab._known) == MOST
    assert heard(tab, "n0", f"n{2 * MOST - 1}") == [f"n{2 * MOST - 1}"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("clear_cache", True),
        ("set_run_on_save", True),
        ("load_git_info", True),
        ("debug_disconnect_websocket", True),
        ("debug_shutdown_runtime", True),
    ],
)
def test_what_the_page_never_asks_for_is_left_out(tab, kind, value):
    assert honest(tab, BackMsg(**{kind: value}).SerializeToString()) is None
    assert honest(tab, BackMsg().SerializeToString()) is None


def test_what_it_does_ask_for_goes_on(tab):
    stop = BackMsg(stop_script=True).SerializeToString()
    assert honest(tab, stop) == stop


@pytest.mark.parametrize("data", [b"\xff\xff", b"hello", bytes(range(256))])
def test_what_is_no_message_is_told_from_those(tab, data):
    with pytest.raises(ValueError, match="no message"):
        honest(tab, data)


def test_it_knows_its_session(tab):
    assert tab.session == "secret"
