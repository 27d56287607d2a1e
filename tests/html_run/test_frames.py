"""What the page has of each epoch."""

import json
from itertools import product

import pytest

from mlpviz import PRESETS, NonFiniteError, RunConfig, Trainer
from mlpviz.engine.history import History
from mlpviz.html_run.frames import MOST_FRAMES, NOTHING, UNTRAINED, chosen_epochs, drawn_run
from mlpviz.html_run.looks import SWITCHES, choices
from mlpviz.views.frame import Frame
from mlpviz.views.surface_look import SurfaceLook
from mlpviz.views.table import VIEWS, fitting
from mlpviz.words import loss_number

CONFIG = RunConfig(dataset="moons", hidden_sizes=(3,), lr=0.3)


def trained(epochs, config=CONFIG, history=None):
    trainer = Trainer(config, history=history)
    list(trainer.run(epochs))
    return trainer


@pytest.fixture(scope="module")
def run():
    return trained(6)


@pytest.fixture(scope="module")
def drawn(run):
    return drawn_run(run)


def test_all_views_are_there_at_every_epoch_as_the_app_draws_them(run, drawn):
    read = json.loads(drawn.as_json(), parse_constant=pytest.fail)
    assert [card["id"] for card in read["cards"]] == list(fitting(run.dataset))
    assert (read["step"], [frame["epoch"] for frame in read["frames"]]) == (1, [*range(7)])
    values = read["values"]
    for place, marker in ((2, 2), (6, None)):
        moment = Frame(run, run.network.copy(), log=False, playing=False, marker=marker)
        for card in read["cards"]:
            for states in product((False, True), repeat=len(card["choices"])):
                on = {
                    choice["name"]: state
                    for choice, state in zip(card["choices"], states, strict=True)
                }
                moment.log = on.get("log", False)
                moment.look = SurfaceLook(on.get("flat", False), on.get("test", True))
                chart = VIEWS[card["id"]].chart(moment)
                figure = json.loads(json.dumps(chart.figure()))
                kept = card["frames"]["".join(str(int(state)) for state in states)][place]
                assert [values[k] for k in kept["data"]] == figure["data"]
                assert {name: values[k] for name, k in kept["layout"].items()} == figure["layout"]
                assert values[kept["alt"]] == chart.summary()
                if "diagram" in figure:
                    assert values[kept["diagram"]]["weights"] == figure["diagram"]["weights"]
                    assert values[kept["diagram"]]["fixed"]


def test_what_the_app_can_switch_can_be_switched_in_a_file(run):
    found = {name: choices(name, view) for name, view in fitting(run.dataset).items()}
    titles = {name: [choice.title for choice in each] for name, each in found.items() if each}
    assert titles == {"decision": ["Flat", "Test"], "curves": ["Log"]}
    assert [choice.on for each in found.values() for choice in each] == [False, True, False]
    assert {name for view in VIEWS.values() for name in view.switches} == {*SWITCHES}


def test_equal_values_are_kept_once(drawn):
    read = json.loads(drawn.as_json())
    texts = [json.dumps(value) for value in read["values"]]
    assert len(set(texts)) == len(texts)
    curves = next(card for card in read["cards"] if card["id"] == "curves")
    frames = curves["frames"]["0"]
    assert len({tuple(frame["data"]) for frame in frames}) < len(frames)


def test_numbers_above_the_charts_are_those_of_the_history(run, drawn):
    for frame, record in zip(drawn.frames, run.history, strict=True):
        told = {metric["label"]: metric["value"] for metric in frame["header"]}
        assert told["Epoch"] == str(record.epoch)
        assert told["Train loss"] == loss_number(record.train_loss)
        assert told["Test loss"] == loss_number(record.test_loss)
        assert told["Test accuracy"] == f"{100 * record.test_accuracy:.1f}%"


def test_every_epoch_has_the_messages_that_the_run_had_there():
    """Told as it trained, epoch by epoch, and looked back on from its end."""
    trainer, then = Trainer(PRESETS["blown-up"].config), []
    for _ in range(17):
        then.append([message.sentence for message in trainer.diagnose()])
        trainer.step_epoch()
    frames = drawn_run(trainer).frames
    for told, found in zip(frames, then, strict=False):
        message = told["message"]
        assert [message["text"], *message["more"]] == (found or [message["text"]])
        assert message["text"] in found or message["text"] in (NOTHING, UNTRAINED)
    assert frames[0]["message"]["text"] == UNTRAINED
    assert {len(found) for found in then} == {0, 1, 2}
    assert {frame["message"]["kind"] for frame in frames} == {"info", "warning"}


def test_what_ended_training_is_told_at_the_newest_epoch():
    trainer = Trainer(PRESETS["overflow"].config)
    with pytest.raises(NonFiniteError) as met:
        list(trainer.run(100))
    frames = drawn_run(trainer, met.value).frames
    assert (frames[-1]["message"]["kind"], frames[0]["message"]["kind"]) == ("error", "info")
    assert "not finite" in frames[-1]["message"]["text"]


def test_a_longer_run_is_thinned_evenly_and_ends_with_its_newest_epoch():
    chosen = chosen_epochs(trained(300))
    assert chosen.step == 4
    assert chosen.shown == (*range(0, 300, 4), 300)
    assert len(chosen_epochs(trained(MOST_FRAMES - 1)).shown) == MOST_FRAMES
    assert chosen_epochs(trained(MOST_FRAMES)).step == 2


def test_only_epochs_whose_weights_are_kept_are_there():
    trainer = trained(50, history=History(snapshot_bytes=60_000))
    chosen = chosen_epochs(trainer)
    assert chosen.step > 1
    assert set(chosen.shown) <= {*trainer.history.kept_epochs, 50}
    assert chosen.shown[-1] == 50


def test_an_untrained_run_has_one_epoch():
    drawn = drawn_run(Trainer(CONFIG))
    assert drawn.epochs.shown == (0,)
    assert drawn.frames[0]["message"]["text"] == UNTRAINED


def test_every_second_epoch_can_be_left_out(drawn):
    less = drawn.every_second()
    assert less.epochs == (2, 6, (0, 2, 4, 6))
    assert less.frames == drawn.frames[::2]
    assert less.every_second().epochs.shown == (0, 4, 6)
    assert {len(views) for looked in less.drawn.values() for views in looked.values()} == {4}


def test_it_tells_how_far_it_is(run):
    shares = []
    drawn_run(run, progress=shares.append)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len(shares) > 7 * len(fitting(run.dataset))


def test_messages_go_by_the_choices_of_the_moment():
    trainer = Trainer(PRESETS["blown-up"].config)
    list(trainer.run(25))
    for config, told in ((None, False), (trainer.config.changed(l2=0.5), True)):
        message = drawn_run(trainer, config=config).frames[-1]["message"]
        assert ("L2 of 0.5" in message["text"]) == told
