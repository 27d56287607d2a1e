"""What a stranger sends over the socket has no effect beyond what a visitor can do by clicking."""

import asyncio
import json

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from benchmarks.protocol import EVENTS, Visitor
from mlpviz.ui.server.widgets import LONGEST

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[4]"}
MOST = 900_000  # bytes of a message
BOARDS = ["", "gradients", "bug-lab", "compare"]
FIELDS = {
    "bool_value": True,
    "int_value": 2**62,
    "double_value": float("nan"),
    "string_value": "x" * 100_000,
    "json_value": "[" * 10_000,
    "json_trigger_value": json.dumps([{"event": "act", "value": {"action": "x" * 100_000}}]),
    "bytes_value": b"\xff" * 1000,
}
# What a visitor types may be wrong, and then the page says so: only what is too long is forged.
TYPED = ("text_input", "text_area")
OWN = {"button": "trigger_value", "checkbox": "bool_value", "expandable": "bool_value"}
EVENT_VALUES = [
    None,
    [[[[]]]],
    {"seq": 2**70, "visible": ["curves"]},
    {"seq": float("nan"), "visible": [["curves"]]},
    {"visible": "curves"},
    {"figure": "heatmap", "index": [2**70, -1]},
    {"epoch": 10**30},
    {"action": "open_pin", "argument": None},
    {"action": "x" * 5000, "argument": "x" * 5000},
    {"figure": "network", "name": "W" + "9" * 5000, "index": [0, 0], "value": "9" * 5000},
]


def elements(visitor):
    """Kind and message of everything on the page that has an id."""
    for element, _ in visitor._elements.values():
        kind = element.WhichOneof("type")
        if getattr(getattr(element, kind, None), "id", ""):
            yield kind, getattr(element, kind)


def forged(visitor):
    """States that no widget of this page has, of each field, and of widgets that are not on it."""
    for kind, widget in elements(visitor):
        for field, value in FIELDS.items():
            if field != OWN.get(kind):
                yield WidgetState(id=widget.id, **{field: value})
        yield WidgetState(id=widget.id, double_value=1e308)
        yield WidgetState(id=widget.id, int_value=-1)
        text = '{"selection": {"rows": [1e9], "cells": [7]}}'
        if kind in TYPED:
            text = "x" * ((widget.max_chars or LONGEST) + 1)
        yield WidgetState(id=widget.id, string_value=text)
        if kind == "bidi_component":
            for name in ("tick", "look", "pick", "scrub", "act", "assign", "boom"):
                told = [{"event": name, "value": value} for value in EVENT_VALUES]
                yield WidgetState(id=EVENTS.format(widget.id), json_trigger_value=json.dumps(told))
            for text in ("[" * 50_000, "9" * 50_000, "null", '{"event": []}'):
                yield WidgetState(id=EVENTS.format(widget.id), json_trigger_value=text)
    for name in ("session", "board", "$$ID-0-step", "x" * 500_000, "", "gradients"):
        yield WidgetState(id=name, trigger_value=True)
        yield WidgetState(id=name, json_value='{"session": null}')


def messages(states):
    """The states in groups of which each fits a message."""
    group, size = [], 0
    for state in states:
        if group and size + state.ByteSize() > MOST:
            yield group
            group, size = [], 0
        group.append(state)
        size += state.ByteSize()
    yield group


def shown(visitor):
    """What may not change: the run, and what is said of it."""
    payload = visitor.payload
    return payload["header"], payload.get("message"), payload["playing"], payload.get("timeline")


async def at_rest(visitor):
    """The same, once a check or a sweep that a slow machine has not done in one frame is done."""
    for _ in range(100):
        if not visitor.payload["playing"]:
            break
        await visitor.tick()
    return shown(visitor)


async def attack(address, page, bystander):
    async with Visitor.at(address, page=page, **SMALL) as visitor:
        before, query = await at_rest(visitor), visitor._query
        fragment = visitor._board()[1]
        for place in ("", fragment):
            for states in list(messages(forged(visitor))):
                await visitor.rerun(*states, fragment=place)
        assert (await at_rest(visitor), visitor._query) == (before, query)
        assert "Something went wrong" not in visitor.words
        stolen = ids(bystander) - ids(visitor)
        assert stolen
        for place in ("", bystander._board()[1]):
            clicked = [WidgetState(id=name, trigger_value=True) for name in stolen]
            message = BackMsg()
            message.rerun_script.fragment_id = place
            message.rerun_script.page_script_hash = visitor._page
            message.rerun_script.widget_states.widgets.extend(clicked)
            await visitor._socket.send(message.SerializeToString())
        await visitor.rerun()
        assert (await at_rest(visitor), visitor._query) == (before, query)


def ids(visitor):
    return {widget.id for _, widget in elements(visitor)}


async def with_a_bystander(address, page):
    elsewhere = "" if page else "gradients"
    async with Visitor.at(address, page=elsewhere, seed="7", **SMALL) as bystander:
        before, seq = shown(bystander), bystander.payload["seq"]
        await attack(address, page, bystander)
        await bystander.rerun()
        assert (shown(bystander), bystander.payload["seq"]) == (before, seq)
        await bystander.click("step")
        assert bystander.payload["seq"] == seq + 1


@pytest.mark.parametrize("page", BOARDS)
def test_forged_states_and_events_do_nothing(server, page):
    errors, size = len(server.errors), len(str(server))
    asyncio.run(with_a_bystander(server.address, page))
    assert len(server.errors) == errors
    assert len(str(server)) - size < 1000  # one line, of a fragment that this page does not have


async def press_what_is_disabled(address):
    async with Visitor.at(address, **SMALL) as visitor:
        element, fragment = visitor.find("pin")
        assert element.button.disabled  # there is nothing to keep yet
        before = shown(visitor)
        state = WidgetState(id=element.button.id, trigger_value=True)
        await visitor.rerun(state, fragment=fragment)
        assert shown(visitor) == before
        assert "table" not in visitor.payload


def test_a_button_that_is_disabled_does_nothing(server):
    asyncio.run(press_what_is_disabled(server.address))


async def closed(address, data):
    async with Visitor.at(address, **SMALL) as visitor:
        await visitor._socket.send(data)
        with pytest.raises(ConnectionClosed):
            await visitor.rerun()


@pytest.mark.parametrize("data", ["a text", b"\xff\xff\xff"], ids=repr)
def test_what_is_no_message_ends_the_connection_and_nothing_else(server, data):
    before = len(server.errors)
    asyncio.run(closed(server.address, data))
    assert len(server.errors) == before


async def late_or_of_another_run(address):
    async with Visitor.at(address, **SMALL) as visitor:
        await visitor.click("step")
        before = shown(visitor)
        for seq in (0, visitor.payload["seq"] - 1, visitor.payload["seq"] + 1, 10**9):
            await visitor.tell("tick", seq=seq, visible=[])
        assert shown(visitor) == before


def test_ticks_of_another_frame_train_nothing(server):
    asyncio.run(late_or_of_another_run(server.address))


async def flood(address):
    async with Visitor.at(address, **SMALL) as visitor:
        message = BackMsg()
        message.rerun_script.fragment_id = "no such\nfragment" + "x" * 100_000
        for _ in range(100):
            await visitor._socket.send(message.SerializeToString())
        await visitor.click("step")


def test_the_log_cannot_be_filled(server):
    before = len(str(server))
    asyncio.run(flood(server.address))
    grown = str(server)[before:]
    assert 1 <= len(grown.splitlines()) <= 41  # twenty of each minute, and how many were left out
    assert len(grown) < 41_000
