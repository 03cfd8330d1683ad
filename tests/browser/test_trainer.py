"""The Trainer in Chromium: its numbers are NumPy's, whatever a reader sets."""

from itertools import islice

import numpy as np
import pytest
from host_page import write_page

from unrolled import helo, language_model, one_update, rnn
from unrolled.widgets import Tape, Trainer

CLOSE = 1e-9
PRESENT = "() => document.querySelector('.u-trainer')?.dataset.trained === 'true'"
STARTS = [helo.parameters()] + [language_model.init(rnn, seed, 4, 3) for seed in (1, 2, 3)]

# what the address asks for -> the weights to start from, and the settings
ASKED = {
    "": (STARTS[0], {}),
    "&trainer.rate=0.3&trainer.momentum=0.2": (
        STARTS[0],
        {"learning_rate": 0.3, "momentum": 0.2},
    ),
    "&trainer.clip=0.5": (STARTS[0], {"max_norm": 0.5}),
    "&trainer.tied=1": (one_update.tied(STARTS[0]), {}),
    "&trainer.start=2": (STARTS[2], {}),
}


@pytest.fixture
def opened(visit, tmp_path):
    """Open a Trainer, and a Tape below it, from a file."""

    def open_trainer(query: str = "", *others: object):
        seen = visit(write_page(tmp_path / "page.html", Trainer(), *others) + query)
        trainer = seen.page.locator("[data-widget=trainer]")
        trained(trainer)
        assert seen.errors == []
        return trainer

    return open_trainer


def trained(trainer):
    trainer.page.wait_for_function(PRESENT)


def set_field(trainer, name, value):
    field = trainer.locator(f"input.u-field[data-name={name}]")
    field.fill(str(value))
    field.press("Enter")
    trained(trainer)


def shown(trainer, name, t=""):
    """What stands in the widget itself, outside its table, in full."""
    place = f"[data-name={name}]" + (f"[data-t='{t}']" if t else "")
    found = trainer.locator(f".u-body :is(span, b){place}")
    return [float(one.get_attribute("data-value")) for one in found.all()]


def expected(n, params, settings):
    course = one_update.course("hello", helo.VOCABULARY, params, **settings)
    return next(islice(course, n, None))


@pytest.mark.parametrize("n", [0, 7, 300])
@pytest.mark.parametrize("query", ASKED)
def test_every_number_is_numpy_s(opened, query, n):
    trainer = opened(f"?trainer.at={n}{query}")
    now = expected(n, *ASKED[query])
    facts = {"L": now["done"].L} | {k: now[k] for k in ("perplexity", "norm", "apart")}
    for name, value in facts.items():
        assert shown(trainer, name) == pytest.approx([float(value)], abs=CLOSE)
    for t in range(1, 5):
        probs = now["done"].output.probs[t - 1]
        assert shown(trainer, "probs", t) == pytest.approx(probs.tolist(), abs=CLOSE)
        assert shown(trainer, "said", t) == [now["said"][t - 1]]
    for dot, t in zip(trainer.locator("g[data-name=h]").all(), (3, 4), strict=True):
        height = float(dot.get_attribute("data-value"))
        assert height == pytest.approx(now["done"].trace.h[t - 1, 2], abs=CLOSE)


def test_typed_settings_train_anew(opened):
    trainer = opened("?trainer.at=20")
    set_field(trainer, "rate", 0.2)
    set_field(trainer, "momentum", 0.3)
    set_field(trainer, "limit", 0.8)
    settings = {"learning_rate": 0.2, "momentum": 0.3, "max_norm": 0.8}
    now = expected(20, STARTS[0], settings)
    assert shown(trainer, "L") == pytest.approx([float(now["done"].L)], abs=CLOSE)
    assert "3 changes" in trainer.get_by_role("status").inner_text()


def test_what_is_typed_wrong_is_said_and_changes_nothing(opened):
    trainer = opened()
    for name, wrong in (("rate", "0"), ("momentum", "1"), ("last", "2.5"), ("at", "301")):
        field = trainer.locator(f"input.u-field[data-name={name}]")
        field.fill(wrong)
        field.press("Enter")
        assert field.get_attribute("aria-invalid") == "true"
    assert trainer.get_attribute("data-update") == "0"
    assert shown(trainer, "L") == pytest.approx([6.811274597], abs=1e-9)


def busy(trainer):
    """How long the page's thread has worked, in seconds, however busy the machine is."""
    session = trainer.page.context.new_cdp_session(trainer.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds():
        found = session.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in found if m["name"] == "TaskDuration")

    return seconds


def test_a_thousand_updates_in_the_page_take_less_than_a_second(opened):
    trainer = opened()
    set_field(trainer, "last", 10)
    seconds = busy(trainer)
    before = seconds()
    set_field(trainer, "last", 1000)
    assert seconds() - before < 1
    trainer.press("End")
    now = expected(1000, *ASKED[""])
    assert shown(trainer, "L") == pytest.approx([float(now["done"].L)], abs=CLOSE)


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowLeft"])
def test_going_through_training_is_fluent(opened, key):
    trainer = opened("?trainer.at=100")
    seconds = busy(trainer)
    trainer.press(key)
    costs = []
    for _ in range(20):
        before = seconds()
        trainer.press(key)
        costs.append(seconds() - before)
    assert np.median(costs) <= 0.016


def test_the_keys_go_through_training(opened):
    trainer = opened()
    for key, n in {
        "ArrowRight": 1,
        "Shift+ArrowRight": 11,
        "ArrowLeft": 10,
        "End": 300,
        "ArrowRight+": 300,
        "Home": 0,
    }.items():
        trainer.press(key.rstrip("+"))
        assert trainer.get_attribute("data-update") == str(n)
    knob = trainer.locator("g[role=slider][data-name=at]")
    knob.press("PageUp")
    assert trainer.get_attribute("data-update") == "10"
    assert knob.get_attribute("aria-valuenow") == "10"


def test_playing_goes_on_until_it_is_paused(opened):
    trainer = opened()
    trainer.press("Space")
    trainer.page.wait_for_function(PRESENT.replace("trained === 'true'", "update > 2"))
    assert trainer.get_by_role("button", name="Pause").is_visible()
    trainer.press("Space")
    stopped = trainer.get_attribute("data-update")
    trainer.page.wait_for_timeout(250)
    assert trainer.get_attribute("data-update") == stopped


def test_the_sentence_says_what_the_network_says(opened):
    trainer = opened("?trainer.at=0")
    sentence = trainer.locator("[data-part=sentence]")
    assert "hhhh: 0 of 4 right" in sentence.inner_text()
    assert "worse than blind guessing" in sentence.inner_text()
    set_field(trainer, "at", 20)
    assert "elll: 3 of 4 right" in sentence.inner_text()
    assert "a bigram could reach 1.414" in sentence.inner_text()
    set_field(trainer, "at", 300)
    assert "ello: all 4 right" in sentence.inner_text()
    assert "it uses its memory" in sentence.inner_text()


def test_an_update_opens_in_the_tape_with_all_its_weights(opened):
    trainer = opened("?trainer.at=51&trainer.tied=1", Tape(helo.program()))
    tape = trainer.page.locator("[data-widget=tape][data-ready]")
    tape.wait_for()
    trainer.get_by_role("button", name="Open in the Tape").click()
    now = expected(51, one_update.tied(STARTS[0]), {})
    assert f"{float(now['done'].L):.3f}" in tape.get_by_role("status").inner_text()
    tape.press("p")
    for e, value in enumerate(np.ravel(now["U"])):
        cell = tape.locator(f".u-drawer [data-name=U][data-index='{e}']").first
        assert float(cell.get_attribute("data-value")) == pytest.approx(value, abs=CLOSE)
    tape.press("r")
    assert tape.get_attribute("data-edits") == "0"


def test_without_a_tape_it_says_so(opened):
    trainer = opened("", Tape.of("banana"))
    trainer.press("o")
    alert = trainer.locator(".u-trainer-opener [role=alert]")
    assert alert.inner_text() == "This page has no Tape for this word."


def test_a_loss_that_is_no_number_is_answered_in_words(visit, tmp_path):
    widget = Trainer()
    values = widget.starts[0]["values"] | {"V": [1e308] * 12}
    widget.starts = [{"label": "too large", "values": values}]
    seen = visit(write_page(tmp_path / "page.html", widget))
    trainer = seen.page.locator("[data-widget=trainer]")
    trained(trainer)
    trainer.press("End")
    assert seen.errors == []
    said = trainer.locator("[data-part=sentence]").inner_text()
    assert "the loss is no number any more. Lower the learning rate, or clip." in said
