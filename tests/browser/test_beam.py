"""Beam in Chromium: the library's search, step by step, and the truth beside it."""

import numpy as np
from settled import settle

from unrolled import Beam, beam, reversing
from unrolled.widgets.beam import learned

NETWORK = reversing.models()["clear"]
CLOSE = 1e-11
# The beginnings of a step with a fate, in the order of the letters.
CHIPS = """(w, [t, look]) => [...w.querySelectorAll(
    `.u-beam-step [data-name=total][data-t='${t}']${look}`)]
  .map((chip) => [chip.querySelector("b").previousSibling.textContent
    + chip.querySelector("b").textContent, Number(chip.dataset.value)])"""


def chips(widget, t, look=""):
    return widget.evaluate(CHIPS, [t, look])


def check(widget, word, width, updates):
    """Compare what each step kept, and the ranking, with the library's search."""
    ids, spell = reversing.VOCABULARY.encode(word), reversing.VOCABULARY.decode
    expects = reversing.expects(NETWORK, learned()[updates], ids)
    before = 1
    for t in range(1, 5):
        library = beam.search(expects, width, t)
        kept = dict(chips(widget, t, ".u-kept"))
        assert kept.keys() == {spell(one.ids) for one in library}
        for one in library:
            assert abs(kept[spell(one.ids)] - one.log_prob) < CLOSE
        assert len(chips(widget, t)) == 4 * before
        before = len(library)
    every = beam.search(expects, 256, 4)
    best = spell(every[0].ids)
    framed = [text for t in range(1, 5) for text, _ in chips(widget, t, ".u-best")]
    assert framed == [best[:n] for n in range(1, 5) if best[:n] in framed]
    told = widget.locator("[data-name=likeliest]").evaluate_all(
        "found => found.map((el) => Number(el.dataset.value))"
    )
    np.testing.assert_allclose(told, [one.log_prob for one in every[: len(told)]])
    right = [spell(one.ids) for one in every].index(word[::-1]) + 1
    assert widget.locator("[data-rank]").get_attribute("data-rank") == str(right)
    return best


def test_the_search_is_the_library_s_for_what_a_reader_chooses(shown):
    widget = shown(Beam())
    check(widget, "lolh", 1, 100)
    assert "1 word is likelier; hlol was lost at step 1" in said(widget)
    widget.focus()
    widget.page.keyboard.press("ArrowUp")
    assert check(widget, "lolh", 2, 100) == "hlol"
    assert "of all 256 words the likeliest" in said(widget)
    field = widget.locator("[data-name=word]")
    field.fill("holi")
    field.press("Enter")
    assert "4 letters of h, e, l, o are needed" in widget.inner_text()
    field.fill("holl")
    field.press("Enter")
    check(widget, "holl", 2, 100)
    widget.locator("[data-name=updates][data-choice='50']").click()
    check(widget, "holl", 2, 50)
    assert "lost at step" in said(widget)
    widget.locator("[data-name=width][data-choice='4']").click()
    check(widget, "holl", 4, 50)
    widget.page.wait_for_url("**beam.width=4**")


def said(widget):
    return widget.locator(".u-say").inner_text()


def test_each_step_looks_and_then_prunes(shown):
    widget = shown(Beam(width=2), "?beam.at=0")
    press = widget.page.keyboard.press
    assert "one beginning" in said(widget)
    widget.focus()
    press("ArrowRight")
    assert len(chips(widget, 1, ".u-open")) == 4
    press("ArrowRight")
    assert [text for text, _ in chips(widget, 1, ".u-kept")] == ["h", "l"]
    assert [text for text, _ in chips(widget, 1, ".u-pruned")] == ["e", "o"]
    assert "hlol, is still in it" in said(widget)
    press("ArrowRight")
    assert len(chips(widget, 2, ".u-open")) == 8 and not chips(widget, 3)
    press("ArrowLeft")
    press("ArrowDown")
    assert "hlol, is lost here" in said(widget)
    assert [text for text, _ in chips(widget, 1, ".u-best.u-pruned")] == ["h"]
    press("Home")
    assert not chips(widget, 1)
    press("End")
    assert widget.get_attribute("data-update") == "8"


SCREENS = ((320, 640), (390, 844), (820, 1180), (1024, 768), (1920, 1080))
# Beginnings that stand in one another, and those that stand out of the tree.
OVERLAP = """(w) => {
  const tree = w.querySelector(".u-beam-tree").getBoundingClientRect();
  return [...w.querySelectorAll(".u-beam-step")].flatMap((step) =>
    [...step.querySelectorAll(".u-beam-chip")].map((chip) => chip.getBoundingClientRect())
      .filter((box, n, all) => box.bottom > tree.bottom + 1 || box.right > tree.right + 1
        || (n > 0 && box.top < all[n - 1].bottom - 1))).length; }"""


def test_the_widest_tree_has_room_for_all_on_every_screen(shown):
    widget = shown(Beam("holl", width=4, updates=50))
    page = widget.page
    for present in (False, True):
        for width, height in (
            (320, 640),
            (390, 844),
            (820, 1180),
            (1024, 768),
            (1920, 1080),
        ):
            page.set_viewport_size({"width": width, "height": height})
            settle(page)
            assert widget.evaluate(OVERLAP) == 0, (width, present)
        widget.focus()
        page.keyboard.press("f")
