"""What a lesson's link shows and hides, on the real pages."""

import pytest

from mlpviz import PRESETS, RunConfig
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.workbench.bug_lab.challenge import right_answers
from mlpviz.workbench.hiding import CONTROLS, GROUPS
from mlpviz.workbench.speed import SPEEDS
from mlpviz.workbench.train.run_status import EARLIER

MOONS = {"v": "1", "data": "moons", "layers": "4"}
PAGES = ["", "compare", "gradients", "bug-lab"]
SICK = {"v": "1", "data": "diabetes", "prep": "none", "lr": "1e9"}


def groups(app):
    """The groups under the sidebar's "More"."""
    app.open_more()
    return [text.value.strip("*") for text in app.test.sidebar.markdown if text.value[:2] == "**"]


def said(app):
    bodies = [html.proto.body for html in app.test.get("html")]
    return [body for body in bodies if body.startswith('<p class="mlpviz-say">')]


def query(app):
    """What stands in the address."""
    parameters = app.test.query_params.items()
    return {name: text if isinstance(text, str) else text[-1] for name, text in parameters}


@pytest.mark.parametrize("page", PAGES)
def test_a_hidden_group_goes_and_the_others_stay(open_app, page):
    app = open_app(page, **MOONS, hide="data_tab-lr")
    assert groups(app) == ["Network", "Training"]
    assert not app.has("quick_moons")
    assert not app.has("lr")
    assert app.has("batch_size")


@pytest.mark.parametrize("page", PAGES)
def test_a_sidebar_without_anything_is_not_there(open_app, page):
    app = open_app(page, **MOONS, hide="data_tab-network_tab-training_tab")
    assert not app.test.sidebar.children


def test_each_control_can_be_hidden_by_itself_and_the_rest_stays(open_app):
    keys = {
        "data": "quick_moons",
        "prep": "preprocessing",
        "test": "test_size",
        "split": "data_seed",
        "features": "input_features",
    }
    keys |= {"data_options": "dataset_options.noise", "layers": "hidden_0", "act": "activation"}
    keys |= {"out": "output", "init": "initializer", "batch": "batch_size", "float": "dtype"}
    keys |= {"opt": "optimizer", "opt_options": "adam.beta1", "scale": "target_scale"}
    keys |= {"sched": "schedule", "sched_options": "step.factor"}
    run = MOONS | {"opt": "adam", "out": "sigmoid", "loss": "mse", "sched": "step", "patience": "5"}
    everything = open_app(**run)
    names = [n for n, row in CONTROLS.items() if row.applies(everything.config)]
    assert {*CONTROLS} - {*names} == {"init_options", "targets"}
    names.remove("cures")  # a run that is sick has them
    for name in names:
        assert everything.has(keys.get(name, name)), name
    for half in (names[::2], names[1::2]):
        app = open_app(**run, hide="-".join(half))
        drawn = [name for name in names if app.has(keys.get(name, name))]
        assert drawn == [name for name in names if name not in half]
        assert app.config == everything.config


def test_hidden_choices_keep_the_values_of_the_link(open_app):
    app = open_app(**MOONS, lr="0.37", l2="0.01", batch="7", hide="training_tab")
    app.press("step")
    assert (app.config.lr, app.config.l2, app.config.batch_size) == (0.37, 0.01, 7)
    assert app.trainer.lr == 0.37


def test_mixed_activations_can_be_chosen_without_their_layers(open_app):
    app = open_app(**MOONS, act="tanh-", hide="layers")
    assert not app.has("hidden_0")
    app.choose("activation_0", "relu")
    assert app.config.activation == ("relu",)


@pytest.mark.parametrize("page", ["", "compare", "gradients", "bug-lab"])
def test_buttons_above_the_charts_can_be_hidden(open_app, page):
    app = open_app(page, **MOONS, hide="buttons")
    for name in ("play", "step", "reset", "new_weights", "pin", "speed", "stop", "log"):
        for key in (name, f"bug_lab_{name}", f"compare_race_{name}"):
            assert not app.has(key), key
    assert app.has("share")


def test_a_hidden_button_is_not_asked_for(open_app):
    for hide, words in (
        ("play", "An untrained network. Press Step (S) to train it for one epoch."),
        ("step", "An untrained network. Press Play (Space) to train it."),
        ("buttons", "An untrained network."),
    ):
        assert open_app(**MOONS, hide=hide).message["text"] == words


def test_all_controls_can_be_had_back(open_app):
    app = open_app(**MOONS, hide="data_tab-network_tab-training_tab-new_weights", say="Hello")
    app.test.button(key="show_all").click().run()
    app.redraw()
    assert groups(app) == [group.title for group in GROUPS.values() if group.sidebar]
    assert app.has("new_weights")
    assert not app.has("show_all")
    assert "hide" not in query(app)
    assert query(app)["say"] == "Hello"


def test_what_cannot_be_hidden_is_told_with_what_was_likely_meant(open_app):
    app = open_app(**MOONS, hide="lerning_rate", play="maybe", epochs="5")
    text = app.test.error[0].value
    assert "hide = 'lerning\\_rate' is unknown. Did you mean 'lr'?" in text
    assert "play = 'maybe' must be 0 or 1." in text
    assert groups(app) == ["Data", "Network", "Training"]
    assert app.session.lesson.epochs == 5


@pytest.mark.parametrize("page", PAGES)
def test_a_sentence_is_plain_text_above_the_run(open_app, page):
    app = open_app(page, **MOONS, say="Is <b>this</b> *big* enough? http://evil.example")
    (body,) = said(app)
    assert "Is &lt;b&gt;this&lt;/b&gt; *big* enough? http://evil.example" in body
    assert "<b>" not in body
    assert "From whoever made this link" in body


def test_a_sentence_stands_instead_of_the_guide_and_the_guide_can_be_left_out(open_app):
    assert open_app(preset="sine").has("guide_all")
    for display in ({"say": "Hello"}, {"guide": "0"}):
        assert not open_app(preset="sine", **display).has("guide_all")


def test_another_preset_brings_its_own_guide(open_app):
    app = open_app(preset="sine", say="Hello", hide="lr")
    app.open("presets")
    app.redraw()
    app.test.button(key="open_moons").click().run()
    app.open()
    app.redraw()
    assert said(app) == []
    assert app.has("guide_all")
    assert not app.has("lr"), "what is hidden stays hidden"


def test_the_lesson_stays_in_the_address_from_page_to_page(open_app):
    lesson = {"hide": "lr", "say": "Hello", "guide": "0", "epochs": "9", "answers": "0"}
    app = open_app(**MOONS, **lesson, play="1")
    for page in ("gradients", "bug-lab", ""):
        app.open(page)
        app.redraw()
        assert query(app).items() >= (lesson | {"play": "1"}).items(), page
    app.choose("seed", 7)
    assert query(app)["seed"] == "7"
    assert query(app).items() >= lesson.items()


@pytest.mark.parametrize("page", PAGES)
def test_the_board_is_told_to_play_until_anything_is_done(open_app, page):
    assert open_app(page, **MOONS).payload["autoplay"] is False
    app = open_app(page, **MOONS, play="1")
    assert app.payload["autoplay"] is True
    assert not app.session.playing, "the browser may be set to reduce motion"
    app.send("look", visible=[])
    assert app.payload["autoplay"] is True
    app.choose("seed", 3)
    assert app.payload["autoplay"] is False


def test_a_damaged_link_does_not_play(open_app):
    assert open_app(v="1", data="nope", play="1").payload["autoplay"] is False


@pytest.mark.parametrize("speed", SPEEDS)
def test_play_rests_at_its_epoch_and_says_so(open_app, speed):
    app = open_app(**MOONS, epochs="3", speed=speed)
    app.press("play")
    for _ in range(5):
        app.tick()
    assert (app.trainer.epoch, app.session.playing) == (3, False)
    assert "stopped at epoch 3" in app.message["text"]
    app.press("step")
    assert app.trainer.epoch == 4
    assert "stopped" not in app.message["text"]
    app.press("play")
    app.tick()
    assert app.trainer.epoch >= 5, "pressed once more it goes on"
    app.press("reset")
    app.press("play")
    for _ in range(5):
        app.tick()
    assert app.trainer.epoch == 3, "after a reset it rests again"


def test_an_old_link_that_hides_the_switch_hides_what_came_after_it(open_app):
    app = open_app(**MOONS, hide="fast")
    assert not app.has("speed")
    assert not app.notice
    assert query(app)["hide"] == "speed"


def test_a_preset_stops_where_its_guide_says(open_app):
    app = open_app(preset="zero-weights")
    assert app.session.lesson.epochs == PRESETS["zero-weights"].epochs == 8
    app.press("play")
    for _ in range(10):
        app.tick()
    assert (app.trainer.epoch, app.session.playing) == (8, False)
    app.choose("dataset", "moons")
    assert app.session.lesson.epochs is None, "another run is as long as one likes"
    whole = RunConfig(dataset="digits").to_query() | {"preset": "zero-weights"}
    assert open_app(**whole).session.lesson.epochs is None, "all of it is said, and no epoch"
    assert open_app(preset="zero-weights", epochs="3").session.lesson.epochs == 3


def test_the_twins_and_the_race_rest_at_the_epoch_too(open_app):
    app = open_app("bug-lab", **MOONS, epochs="2")
    app.press("bug_lab_play")
    for _ in range(4):
        app.tick()
    assert app.session.bug_lab.twins.epoch == 2
    assert "stopped at epoch 2" in app.message["text"]
    assert open_app("compare", **MOONS, epochs="2").metrics["Epoch"] == "0 / 2"
    assert open_app("compare", **MOONS, epochs="99999").metrics["Epoch"] == "0 / 1,000"


def test_the_gradients_page_says_that_play_rests(open_app):
    app = open_app("gradients", **MOONS, epochs="1")
    app.press("play")
    app.tick()
    assert any("stopped at epoch 1" in note.proto.body for note in app.test.get("html"))


def test_without_answers_a_sick_run_is_not_explained(open_app):
    told, silent = open_app(**SICK), open_app(**SICK, answers="0")
    for app in (told, silent):
        app.press("play")
        while app.session.playing:
            app.tick()
    assert told.said[0] == silent.said[0] == "error"
    assert told.message["buttons"]
    assert silent.message["buttons"] == []
    epoch = silent.session.failure.epoch
    assert f"Training stopped in epoch {epoch}: a number is not finite." in silent.said[1]
    assert "learning rate" not in silent.said[1]
    warned = open_app(preset="zero-weights", answers="0")
    warned.press("step")
    assert warned.said == ("info", EARLIER)


def test_without_answers_a_guide_keeps_the_mistakes_back(open_app):
    name = "mnist-tanh"
    for answers in ("1", "0"):
        app = open_app(preset=name, answers=answers)
        assert app.has("guide_wrong") == (answers == "1")
        assert app.has("guide_all")


def test_without_answers_the_bug_lab_shows_the_wrong_line_alone(open_app):
    texts = {}
    for answers in ("1", "0"):
        app = open_app("bug-lab", **MOONS, bug="sign", answers=answers)
        texts[answers] = [node.value for node in (*app.test.markdown, *app.test.code)]
        texts[answers].append(app.message["text"])
    assert len(texts["0"]) < len(texts["1"])
    assert any("as it stands" in text for text in texts["0"])
    assert any("as it should be" in text for text in texts["1"])
    assert not any("as it should be" in text for text in texts["0"])


def test_without_answers_a_challenge_gives_no_hints_and_no_name(open_app):
    app = open_app("bug-lab", **MOONS, mode="challenge", answers="0")
    assert not app.has("bug_lab_hint")
    challenge = app.session.bug_lab.challenge
    right = right_answers(app.session.bug_lab.twins)
    by_title = {row.title: name for name, row in MISTAKES.items()}
    wrong = next(t for t in app.widget("bug_lab_guess").options if by_title[t] not in right)
    app.choose("bug_lab_guess", by_title[wrong])
    app.press("bug_lab_guess_button")
    nodes = (*app.test.error, *app.test.success, *app.test.markdown, *app.test.code)
    told = " ".join(node.value for node in nodes)
    assert f"Not “{wrong}”." in told
    assert MISTAKES[challenge.hidden].title not in told
    assert "as it stands" not in told
    app.test.button(key="bug_lab_again").click().run()
    app.redraw()
    assert challenge.guess is None
    assert [*challenge.answers.values()] == [0], "the first guess has counted"
    app.choose("bug_lab_guess", challenge.hidden)
    app.press("bug_lab_guess_button")
    assert any(MISTAKES[challenge.hidden].title in node.value for node in app.test.success)


def test_without_answers_buggy_checkers_are_shown_with_their_wrong_line_alone(open_app):
    app = open_app("bug-lab", mode="checkers", answers="0")
    assert not any("as it should be" in node.value for node in app.test.markdown)
    assert not any(node.value.startswith(("✓ It is right", "✗ Of")) for node in app.test.markdown)
