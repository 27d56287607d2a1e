"""What tests of the Gradients page read and choose on it."""

import json
from html import unescape

from mlpviz.workbench.gradients.views import VIEWS


def check(page):
    return page.session.gradients.check


def html(page, kind):
    """The text of the one block of this class that the page holds."""
    (body,) = [e.proto.body for e in page.test.get("html") if f"mlpviz-{kind}" in e.proto.body[:40]]
    return body


def verdict(page):
    return html(page, "verdict")


def element(page):
    return html(page, "element")


def refused(page):
    """Why what was typed cannot be, if it is told beside a field."""
    told = (e.proto.body for e in page.test.get("html"))
    return " ".join(unescape(body) for body in told if 'class="mlpviz-refused"' in body)


def table(page):
    """The table of parameters: its columns by title."""
    return {title: list(column) for title, column in page.widget("parameters").value.items()}


def select_in_table(page, rows=(), cells=()):
    """Select a line or a cell of the table as the browser does."""
    states = page.test._tree.get_widget_states()
    widget = states.widgets.add()
    widget.id = page.widget("parameters").proto.id
    selection = {"rows": list(rows), "columns": [], "cells": [list(cell) for cell in cells]}
    widget.string_value = json.dumps({"selection": selection})
    page.test._run(states)
    page.no_exception()


def type_element(page, text):
    """Type what may be none of the elements that the list offers, as the browser tells it."""
    states = page.test._tree.get_widget_states()
    wanted = page.widget("element").proto.id
    (state,) = [state for state in states.widgets if state.id == wanted]
    state.string_value = text
    page.test._run(states)
    page.no_exception()


def finish(page):
    """Send ticks until there is nothing left to do, as the board does."""
    while page.payload["playing"]:
        page.tick(visible=list(VIEWS))
