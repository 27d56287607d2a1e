import pytest

from mlpviz.workbench.pages import HEADINGS, PAGES

ONE_LINE = 90  # characters beside a page's name, its way on and the sidebar, at 1280 px


def test_every_page_says_what_it_is_for():
    assert HEADINGS.keys() == PAGES.keys()


@pytest.mark.parametrize("path", PAGES)
def test_a_heading_has_one_sentence_of_one_line_and_a_way_on(path):
    lead, question, way_on = HEADINGS[path]
    assert len(lead) <= ONE_LINE
    assert lead[-1] in ".?"
    assert not {".", "?", "!"} & set(lead[:-1])
    assert question.endswith("?")
    assert way_on in PAGES.keys() - {path}
