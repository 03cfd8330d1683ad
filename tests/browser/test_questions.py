"""Questions in Chromium, alone on a page."""

import json
from functools import partial

import pytest
from accessible import violations
from letters import each_kind

from unrolled.widgets import Predict

PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><title>A widget</title>
<meta charset="utf-8"><body style="background: Canvas"><main></main><script type="module">
const {{ esm, css, state }} = {carried};
const style = Object.assign(document.createElement("style"), {{ textContent: css }});
document.head.append(style);
const url = URL.createObjectURL(new Blob([esm], {{ type: "text/javascript" }}));
const {{ default: widget }} = await import(url);
const model = {{
  get: (key) => state[key], set: (key, value) => {{ state[key] = value; }},
  save_changes() {{}}, on() {{}}, off() {{}},
}};
globalThis.state = state;
widget.render({{ model, el: document.querySelector("main") }});
</script>"""


@pytest.fixture
def shown(browser, tmp_path):
    """Open a page with one widget; a second call loads the page again."""
    context = browser.new_context()

    def show(widget, theme="light"):
        state = {
            name: getattr(widget, name)
            for name in ("task", "guess", "state")
            if widget.has_trait(name)
        }
        carried = {"esm": widget.code, "css": widget.look, "state": state}
        text = json.dumps(carried).replace("<", r"\u003c")
        file = tmp_path / "page.html"
        file.write_text(PAGE.format(theme=theme, carried=text), encoding="utf-8")
        page = context.new_page()
        page.goto(file.as_uri())
        page.locator("[data-ready]").wait_for()
        return page

    yield show
    context.close()


NUMBER = partial(
    Predict,
    "The mean of 1 and 2?",
    number=1.5,
    tolerance=0.01,
    mistakes=[(3, "that is the sum")],
    because="(1 + 2) / 2",
)
CHOICE = partial(Predict, "Which?", choices=["a", "b", "c"], answer="b", because="so it is")


def root(page):
    return page.locator("[data-widget]")


def state(page):
    return root(page).get_attribute("data-state")


def test_a_wrong_number_is_named_and_can_be_corrected_by_keyboard_alone(shown):
    page = shown(NUMBER())
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    assert state(page) == "wrong"
    live = page.locator("[aria-live]")
    assert "that is the sum" in live.inner_text()
    assert "(1 + 2)" not in live.inner_text()
    page.keyboard.press("Backspace")
    assert state(page) == "open"
    page.keyboard.type("1,5")
    page.keyboard.press("Enter")
    assert state(page) == "right"
    assert "(1 + 2) / 2" in live.inner_text()
    assert page.evaluate("[state.guess, state.state]") == ["1,5", "right"]


def test_a_guess_that_lacks_digits_is_close(shown):
    page = shown(Predict("How large?", number=0.4163, tolerance=0.001))
    assert "to 3 decimals" in root(page).inner_text()
    page.get_by_label("Your answer").fill("0,42")
    page.keyboard.press("Enter")
    assert state(page) == "close"
    assert "more digits are needed" in page.locator("[aria-live]").inner_text()
    assert page.get_by_role("button", name="Show the answer").is_visible()
    assert page.evaluate("[state.guess, state.state]") == ["0,42", "close"]


@pytest.mark.parametrize("typed", ["1e400", "1/0"])
def test_what_is_too_large_is_no_guess(shown, typed):
    page = shown(NUMBER())
    page.get_by_label("Your answer").fill(typed)
    page.keyboard.press("Enter")
    assert state(page) == "open"
    assert typed in page.locator("[aria-live]").inner_text()


def test_who_gives_up_sees_the_answer_and_the_reason(shown):
    page = shown(NUMBER())
    page.get_by_label("Your answer").fill("7")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Show the answer").click()
    assert "The answer is 1.50." in page.locator("[aria-live]").inner_text()
    assert "(1 + 2) / 2" in page.locator("[aria-live]").inner_text()
    assert not page.get_by_role("button", name="Show the answer").is_visible()


@pytest.mark.parametrize("question", [NUMBER, CHOICE])
def test_an_empty_guess_is_not_judged(shown, question):
    page = shown(question())
    page.get_by_role("button", name="Check").click()
    assert state(page) == "open"
    assert "first" in page.locator("[aria-live]").inner_text()


def test_what_a_reader_types_is_text(shown):
    page = shown(NUMBER())
    page.get_by_label("Your answer").fill("<img src=x onerror=alert(1)>")
    page.keyboard.press("Enter")
    assert "<img" in page.locator("[aria-live]").inner_text()
    assert page.locator("main img").count() == 0


def test_a_choice_is_made_with_the_arrow_keys(shown):
    page = shown(CHOICE())
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert state(page) == "right"
    assert "so it is" in page.locator("[aria-live]").inner_text()


def test_the_page_remembers_a_guess_until_it_is_taken_back(shown):
    page = shown(CHOICE())
    page.get_by_label("b", exact=True).check()
    page.get_by_role("button", name="Check").click()
    again = shown(CHOICE())
    assert state(again) == "right"
    assert again.get_by_label("b", exact=True).is_checked()
    again.get_by_role("button", name="Start over").click()
    assert state(again) == "open"
    assert state(shown(CHOICE())) == "open"


def test_a_guess_that_fits_no_longer_is_forgotten(shown):
    page = shown(CHOICE())
    page.get_by_label("b", exact=True).check()
    page.get_by_role("button", name="Check").click()
    assert state(shown(Predict("Which?", choices=["x", "y"], answer="x"))) == "open"


def test_without_storage_a_question_still_works(shown, browser):
    page = shown(CHOICE())
    blocked = "{ get() { throw Error('blocked'); } }"
    page.add_init_script(f"Object.defineProperty(window, 'localStorage', {blocked})")
    page.reload()
    page.locator("[data-ready]").wait_for()
    page.get_by_label("b", exact=True).check()
    page.get_by_role("button", name="Check").click()
    assert state(page) == "right"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("widget", [NUMBER, CHOICE])
def test_a_small_widget_is_accessible_and_fits(shown, widget, width, theme):
    page = shown(widget(), theme)
    page.set_viewport_size({"width": width, "height": 700})
    if widget is NUMBER:
        page.get_by_label("Your answer").fill("3")
        page.keyboard.press("Enter")
    of_a_page = ("landmark-one-main", "page-has-heading-one", "region")
    found = [v for v in violations(page, theme) if v.split(": ")[1] not in of_a_page]
    assert found == []
    for letters in each_kind(page):
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, letters
