"""Every preset, opened with one click: its run, its data, its page, its guide, one step."""

import pickle
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from mlpviz import DATASETS, PRESETS
from mlpviz.data.cifar import FILES
from mlpviz.data.on_disk import DATA_FOLDER, ON_DISK, found
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.missing_torch import MISSING
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.presets import TROUBLE
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.gradients.choices import CheckChoices
from mlpviz.workbench.presets.groups import GROUPS
from mlpviz.workbench.presets.preset_html import facts
from mlpviz.workbench.presets.thumbnails import thumbnail
from mlpviz.workbench.presets.warm_ups import WARM_UPS, closed_forms

CASES = [
    (name, i, mistake.case)
    for name, preset in PRESETS.items()
    for i, mistake in enumerate(preset.mistakes)
    if mistake.case
]


@pytest.fixture(scope="module")
def visitor(open_app):
    """One visitor who opens all presets, one after the other."""
    return open_app(page="presets")


@pytest.fixture
def gallery(visitor):
    """The Presets page."""
    visitor.open("presets")
    visitor.redraw()
    return visitor


def test_the_group_is_in_the_address(open_app):
    app = open_app(page="presets", group="trouble")
    assert app.session.group == "trouble"
    assert app.session.config == FIRST_RUN, "what Train opens with: the link asks for no run"
    app.choose("presets_group", "experiments")
    assert app.test.query_params["group"] == "experiments"
    app.choose("presets_group", "small")
    assert "group" not in app.test.query_params
    other = open_app(page="presets", group="trubble")
    assert other.session.group == "small"
    assert "trubble" in str(other.session.notice)


def show(app, group):
    """Choose a group of presets, if it is not shown already."""
    if app.session.group != group:
        app.choose("presets_group", group)


def click(app, key):
    """Click a button that leads to another page, which is drawn and stays open."""
    if app.session.page.path == "presets":
        name = key.split("_")[1]
        show(app, next(group for group, row in GROUPS.items() if name in row.presets))
    app.test.button(key=key).click().run()
    app.no_exception()
    app.open(app.session.page.path)


def finish_check(app):
    """Let the board ask for frames until the gradient check is done: it may have to load torch."""
    while app.session.gradients.check.running:
        app.tick(visible=["bars"])
    app.redraw()


def guide(app):
    """Title and question of the guide, None without one."""
    bars = [node.proto.body for node in app.test.get("html") if "data-preset=" in node.proto.body]
    return unescape(bars[0]) if bars else None


def html(app):
    """All that the page shows by way of HTML."""
    return "\n".join(node.proto.body for node in app.test.get("html"))


def read(app):
    """The same, as people read it."""
    return unescape(html(app))


# One click


@pytest.mark.parametrize("name", PRESETS)
def test_one_click_opens_a_preset(gallery, name):
    preset = PRESETS[name]
    click(gallery, f"open_{name}")
    session = gallery.session
    assert session.page.path == preset.page
    assert session.preset == name
    assert session.config == preset.config
    assert session.trainer.network.sizes == preset.config.sizes
    assert session.trainer.dataset.name == preset.config.dataset
    assert session.trainer.epoch == 0
    assert not session.busy
    assert preset.title in guide(gallery)
    assert preset.question in guide(gallery)
    assert preset.look_at in read(gallery)
    assert preset.answer in read(gallery)
    assert gallery.test.query_params["preset"] == name
    before = gallery.weights
    gallery.test.button(key="step").click().run()
    gallery.no_exception()
    assert session.trainer.epoch == 1
    assert not np.array_equal(gallery.weights, before)
    assert session.preset == name


def test_one_click_opens_a_variant(gallery):
    preset = PRESETS["mnist-optimizers"]
    click(gallery, "open_mnist-optimizers")
    for title, config in preset.variants.items():
        click(gallery, f"guide_variant_{title}")
        assert gallery.config == config
        assert gallery.session.preset == "mnist-optimizers"
        assert gallery.test.query_params["preset"] == "mnist-optimizers"
        assert gallery.session.page.path == "train"
    assert len(preset.variants) == 4


def test_a_click_that_comes_twice_opens_it_once(gallery):
    click(gallery, "open_xor")
    first = gallery.session.trainer
    gallery.open("presets")
    gallery.redraw()
    gallery.test.button(key="open_circles").click()
    states = gallery.test._tree.get_widget_states()
    others = [widget for widget in states.widgets if not widget.trigger_value]
    for widget in others:  # of buttons, a browser only sends the one that was clicked
        states.widgets.remove(widget)
    for _ in range(2):
        gallery.test._run(states)
        gallery.no_exception()
    assert gallery.session.page.path == "train"
    assert gallery.session.destination is None
    assert gallery.session.preset == "circles"
    assert gallery.trainer is not first
    assert gallery.config == PRESETS["circles"].config


@pytest.mark.parametrize("group", GROUPS)
def test_the_page_shows_what_each_preset_is_about(gallery, group):
    show(gallery, group)
    shown = read(gallery)
    assert GROUPS[group].lead in shown
    buttons = {button.key: button.label for button in gallery.test.button}
    for name, preset in GROUPS[group].presets.items():
        assert buttons[f"open_{name}"] == preset.title
        for text in (preset.question, facts(preset), preset.stand_in):
            assert text in shown, name
        assert all(mistake.sentence in shown for mistake in preset.mistakes)
    assert shown.count("<img") == sum(thumbnail(name) != "" for name in GROUPS[group].presets)


def test_answers_are_told_when_they_are_asked_for(gallery):
    show(gallery, "trouble")
    for asked in (False, True, False):
        gallery.choose("presets_answers", asked)
        for preset in TROUBLE.values():
            assert (preset.answer in read(gallery)) is asked


def test_a_lesson_without_answers_gives_none(open_app):
    app = open_app(page="presets", v="1", answers="0")
    show(app, "experiments")
    assert not app.has("presets_answers")
    assert not [node for node in app.test.expander if node.label == "What its author got wrong"]
    click(app, "open_xor")
    app.redraw()
    assert PRESETS["xor"].answer not in read(app)


# The guide


def test_a_visitor_without_a_preset_has_no_guide(open_app):
    app = open_app()
    assert app.session.preset is None
    assert guide(app) is None


def test_frames_do_not_redraw_the_guide(gallery):
    click(gallery, "open_moons")
    gallery.test.button(key="step").click().run()
    gallery.no_exception()
    assert gallery.session.trainer.epoch == 1
    gallery.redraw()
    assert guide(gallery) is not None
    session = gallery.session
    assert session.drawn_page_seq == session.page_seq, "the step asked for no new page"


def test_the_guide_is_closed_and_the_run_goes_on(gallery):
    click(gallery, "open_sine")
    gallery.press("step")
    click(gallery, "guide_close")
    assert guide(gallery) is None
    assert gallery.trainer.epoch == 1
    assert gallery.config == PRESETS["sine"].config
    assert "preset" not in gallery.test.query_params


def test_the_guide_leads_to_all_presets(gallery):
    click(gallery, "open_sine")
    gallery.test.button(key="guide_all").click().run()
    gallery.no_exception()
    assert gallery.has("open_sine")


@pytest.mark.parametrize(("name", "elsewhere"), [("moons", "gradients"), ("cifar-relu", "")])
def test_the_guide_leads_to_the_page_that_shows_its_point(gallery, name, elsewhere):
    click(gallery, f"open_{name}")
    assert not gallery.has("guide_page")
    gallery.open(elsewhere)
    gallery.redraw()
    click(gallery, "guide_page")
    assert gallery.session.page.path == PRESETS[name].page
    assert not gallery.has("guide_page")


def test_another_dataset_drops_the_guide_and_other_choices_keep_it(gallery):
    click(gallery, "open_moons")
    gallery.choose("hidden_0", 3)
    assert guide(gallery) is not None
    gallery.choose("dataset", "circles")
    assert guide(gallery) is None


# The bug lab


@pytest.mark.parametrize(("name", "i", "case"), CASES)
def test_a_mistake_leads_to_its_case_in_the_bug_lab(gallery, name, i, case):
    click(gallery, f"card_{name}_case_{i}")
    bug_lab = gallery.session.bug_lab
    assert gallery.session.page.path == "bug-lab"
    assert gallery.session.preset == name
    if case in MISTAKES:
        assert bug_lab.twins.reason is None, "it shows in the experiment's own network"
        assert (bug_lab.mode, bug_lab.bug) == ("learn", case)
        assert gallery.widget("bug_lab_bug").value == case
        assert any(MISTAKES[case].help in node.value for node in gallery.test.markdown)
    else:
        assert (bug_lab.mode, bug_lab.checker) == ("checkers", case)
        assert gallery.widget("bug_lab_checker").value == case
        assert any(BUGGY_CHECKERS[case].help in node.value for node in gallery.test.markdown)


# The gradient check


def test_a_preset_about_the_check_brings_its_choices(gallery):
    for name in ("cifar-relu", "numpy-sigmoid"):
        gallery.open("presets")
        gallery.redraw()
        click(gallery, f"open_{name}")
        finish_check(gallery)
        gradients = gallery.session.gradients
        assert gradients.choices == CheckChoices(**PRESETS[name].check)
        assert gradients.check.report.passed
        assert {"analytic", "autograd", "central"} <= set(gradients.check.report.rows[0].values)
    gallery.open("presets")
    gallery.redraw()
    click(gallery, "open_moons")
    gallery.open("gradients")
    gallery.redraw()
    assert gallery.session.gradients.choices == CheckChoices()


def test_the_three_way_table_of_the_stand_in(gallery):
    click(gallery, "open_cifar-relu")
    finish_check(gallery)
    table = {title: list(column) for title, column in gallery.widget("parameters").value.items()}
    assert table["Parameter"] == ["W1", "b1", "W2", "b2"]
    assert set(table["Verdict"]) == {"✓ pass"}
    limits = {
        "analytic – autograd": 1e-12,
        "analytic – central": 1e-6,
        "autograd – central": 1e-6,
    }
    for title, limit in limits.items():
        assert all(float(cell.split(" ≤ ")[0]) <= limit for cell in table[title]), title
    assert PRESETS["cifar-relu"].stand_in in html(gallery)


def test_with_cifar_on_disk_the_whole_run_opens(open_app, tmp_path, monkeypatch):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for name in FILES:
        images = {b"data": rng.integers(0, 256, (30, 3072), np.uint8), b"labels": [*range(10)] * 3}
        (folder / name).write_bytes(pickle.dumps(images, 2))
    monkeypatch.setenv(DATA_FOLDER, str(tmp_path))
    spec = ON_DISK["cifar10"]
    few = {name: replace(spec.options[name], default=30) for name in ("n_train", "n_test")}
    monkeypatch.setitem(ON_DISK, "cifar10", replace(spec, options={**spec.options, **few}))
    monkeypatch.setitem(DATASETS, "cifar10", found()["cifar10"])
    app = open_app(page="presets")
    show(app, "experiments")
    assert "not on disk" not in html(app)
    click(app, "open_cifar-relu")
    assert app.session.error is None
    assert app.trainer.dataset.name == "cifar10"
    assert app.trainer.network.sizes == (3072, 50, 10)
    assert app.session.gradients.check.problem is None
    app.test.button(key="step").click().run()
    app.no_exception()
    assert app.trainer.epoch == 1


# The warm-ups


def test_warm_ups_are_computed_when_they_are_unfolded(gallery):
    show(gallery, "experiments")
    assert "nan" not in html(gallery)
    gallery.unfold(WARM_UPS["logistic loss"].title)
    assert "<td>nan</td><td>0.0</td>" in html(gallery)
    assert "Every entry agrees with autograd" not in html(gallery)
    gallery.unfold(WARM_UPS["closed forms"].title)
    assert "Every entry agrees with autograd" in html(gallery)


def test_a_warm_up_says_that_torch_is_missing(gallery, no_torch):
    closed_forms.cache_clear()
    show(gallery, "experiments")
    gallery.unfold(WARM_UPS["closed forms"].title)
    assert [node.value for node in gallery.test.info] == [MISSING]


# The race


def test_all_variants_race(gallery):
    show(gallery, "experiments")
    gallery.test.button(key="race_mnist-optimizers").click().run()
    gallery.no_exception()
    own = gallery.session.compare
    assert gallery.session.page.path == "compare"
    assert own.given == PRESETS["mnist-optimizers"].variants
    assert own.epochs == 20
    assert gallery.session.preset == "mnist-optimizers"


# Links


@pytest.mark.parametrize("name", ["digits-collapse", "spiral"])
def test_a_link_opens_a_preset(open_app, name):
    app = open_app(preset=name)
    assert app.config == PRESETS[name].config
    assert PRESETS[name].title in guide(app)


def test_a_link_to_the_gradients_page_brings_the_check(open_app):
    app = open_app(page="gradients", preset="numpy-sigmoid")
    assert app.session.gradients.choices.samples == 1
    assert app.session.gradients.check.report.passed


def test_a_link_to_no_preset_names_the_nearest(open_app):
    app = open_app(preset="digits-colapse")
    assert guide(app) is None
    assert "'digits-colapse'" in app.notice
    assert "Did you mean 'digits-collapse'?" in app.notice
    app.press("step")
    assert app.trainer.epoch == 1
