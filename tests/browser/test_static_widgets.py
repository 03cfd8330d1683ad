"""The host of widgets without a kernel: what a front end may count on in a page."""

from __future__ import annotations

import pytest
from built_book import ROOT

from unrolled.page.packing import packed
from unrolled.page.widgets import SEAM, STATE, VIEW, script

HOST = ROOT / "lib" / "unrolled" / "page" / "assets" / "static_widgets.js"
COUNTER = """
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    const size = model.get("list").length;
    const show = () => { button.textContent = `${model.get("n")} of ${size}`; };
    button.onclick = () => {
      model.set("n", model.get("n") + 1);
      model.save_changes();
      model.send({ hello: 1 });
    };
    model.on("change:n", show);
    show();
    el.append(button);
  },
};
"""


def model(name, **state):
    return {"model_name": name, "state": state}


@pytest.fixture
def shown(visit, tmp_path):
    """Show some models; the code of a counter and a list are in the shared table."""

    def open_page(models, views):
        code, numbers = {"$shared": "code"}, {"$shared": "list"}
        for entry in models.values():
            if entry["model_name"] == "AnyModel":
                front_end = {} if "code" in entry["state"] else {"_esm": code}
                entry["state"] = front_end | {"n": 0, "list": numbers} | entry["state"]
        page = tmp_path / "page.html"
        page.write_text(
            "<!doctype html><meta charset='utf-8'><title>Widgets</title>"
            + "".join(
                f'<div class="unrolled-widget">{script(VIEW, {"model_id": view})}</div>'
                for view in views
            )
            + script(STATE, {"state": models})
            + packed(
                {
                    "code": {"$joined": ["start", "end"]},
                    "start": COUNTER[:40],
                    "end": COUNTER[40:],
                    "list": [1, 2, 3],
                }
            )
            + f"<script>{HOST.read_text(encoding='utf-8')}</script>",
            encoding="utf-8",
        )
        seen = visit(page.as_uri())
        seen.wait_for_widgets()
        return seen

    return open_page


def test_a_model_shown_twice_is_one_model(shown):
    seen = shown({"a": model("AnyModel")}, ["a", "a"])
    buttons = seen.page.get_by_role("button")
    buttons.first.click()
    assert buttons.all_inner_texts() == ["1 of 3", "1 of 3"]
    assert seen.errors == []


def test_a_widget_of_the_library_brings_code_and_style_sheets_each_once(shown):
    looks = [SEAM.join(["button { color: red }", f"i {{ top: {n}px }}"]) for n in (0, 1)]
    models = [model("AnyModel", code=COUNTER, look=look) for look in looks]
    seen = shown(dict(zip("ab", models, strict=True)), ["a", "b"])
    assert seen.page.get_by_role("button").all_inner_texts() == ["0 of 3", "0 of 3"]
    styles = seen.page.locator("style").all_inner_texts()
    assert "".join(styles).count("color: red") == 1
    assert len(styles) == 2


def test_two_models_of_one_front_end_are_two(shown):
    seen = shown({"a": model("AnyModel"), "b": model("AnyModel", n=5)}, ["a", "b"])
    buttons = seen.page.get_by_role("button")
    buttons.first.click()
    assert buttons.all_inner_texts() == ["1 of 3", "5 of 3"]


def test_linked_traits_follow_each_other(shown):
    ends = {"source": ["IPY_MODEL_a", "n"], "target": ["IPY_MODEL_b", "n"]}
    models = {
        "a": model("AnyModel"),
        "b": model("AnyModel", n=5),
        "l": model("LinkModel", **ends),
    }
    buttons = shown(models, ["a", "b"]).page.get_by_role("button")
    assert buttons.all_inner_texts() == ["0 of 3", "0 of 3"]
    buttons.last.click()
    assert buttons.all_inner_texts() == ["1 of 3", "1 of 3"]


def test_a_box_shows_what_works_and_says_what_needs_a_kernel(shown):
    children = ["IPY_MODEL_a", "IPY_MODEL_s"]
    models = {
        "box": model("VBoxModel", children=children),
        "a": model("AnyModel"),
        "s": model("IntSliderModel"),
    }
    seen = shown(models, ["box"])
    assert seen.page.get_by_role("button").inner_text() == "0 of 3"
    assert (
        "IntSlider) needs a running kernel"
        in seen.page.locator(".unrolled-note").inner_text()
    )
    assert seen.page.locator(".unrolled-live").count() == 1


def test_what_fails_says_so_and_the_next_one_works(shown):
    broken = "export default { render() { throw new Error('no <b>such</b> thing'); } };"
    models = {"a": model("AnyModel", _esm=broken), "b": model("AnyModel")}
    seen = shown(models, ["a", "gone", "b"])
    notes = seen.page.locator(".unrolled-failed .unrolled-note").all_inner_texts()
    assert notes == [
        "This widget could not start: no <b>such</b> thing. Load the page again, or open "
        "it in Chrome or Edge 112, Firefox 121, Safari 16.5, or a newer one.",
        "The state of this widget is missing from the page: load the page again.",
    ]
    assert seen.page.get_by_role("button").inner_text() == "0 of 3"


def test_binary_traits_arrive_as_bytes(shown):
    code = """export default { render({ model, el }) {
      el.textContent = new TextDecoder().decode(model.get("raw"));
    } };"""
    entry = model("AnyModel", _esm=code)
    entry["buffers"] = [{"path": ["raw"], "encoding": "base64", "data": "YWJj"}]
    seen = shown({"a": entry}, ["a"])
    assert seen.page.locator(".unrolled-live").inner_text() == "abc"
