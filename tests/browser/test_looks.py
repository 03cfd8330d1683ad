"""Where a decoder looks, in Chromium: the library's numbers, and what a click overrules."""

import numpy as np

from unrolled import Looks, reversing

CLOSE = 1e-12
VALUES = "found => found.map((el) => Number(el.dataset.value))"


def values(widget, name):
    found = widget.locator(f".u-looks-grid [data-name={name}]")
    return np.array(found.evaluate_all(VALUES))


def written(name, word, given):
    """Let the library write: each step reads the letter that the one before it wrote."""
    model, params = reversing.models()[name], reversing.weights(name)
    ids, fed = reversing.VOCABULARY.encode(word), np.zeros((4, 4))
    for t in range(4):
        done = model.forward(params, ids, ids[::-1], fed=fed, given=given)
        if t < 3:
            fed[t + 1] = np.eye(4)[done.output.probs[t].argmax()]
    return done


def check(widget, name="clear", word="helo", given=None):
    done = written(name, word, np.zeros((4, 4)) if given is None else given)
    assert abs(values(widget, "alpha") - done.alpha.ravel()).max() < CLOSE
    assert abs(values(widget, "probs") - done.output.probs.max(axis=1)).max() < CLOSE
    return reversing.VOCABULARY.decode(done.output.probs.argmax(axis=1))


def test_the_matrix_and_the_letters_are_the_library_s(shown):
    widget = shown(Looks())
    assert check(widget) == "oleh"
    assert "writes oleh" in widget.locator(".u-say").inner_text()


def test_a_step_that_is_told_where_to_look_writes_the_letter_there(shown):
    widget = shown(Looks(), "?looks.forced=-0--")
    given = np.zeros((4, 4))
    given[1, 0] = 1
    text = check(widget, given=given)
    assert text[1] == "h"
    assert "writes the letter there" in widget.locator(".u-say").inner_text()
    cell = widget.locator("[data-name=alpha][data-t='3'][data-index='3']")
    cell.focus()
    widget.page.keyboard.press("Enter")
    given[2, 3] = 1
    assert check(widget, given=given)[2] == "o"
    widget.page.wait_for_url("**looks.forced=-03-**")
    widget.page.keyboard.press("r")
    check(widget)


def test_another_word_and_another_network(shown):
    widget = shown(Looks(), "?looks.network=blurred&looks.word=hole")
    check(widget, "blurred", "hole")
    field = widget.locator("[data-name=word]")
    field.fill("hexe")
    field.press("Enter")
    assert "4 letters of h, e, l, o are needed" in widget.inner_text()
    check(widget, "blurred", "hole")
    widget.focus()
    widget.page.keyboard.press("r")
    assert "are needed" not in widget.inner_text() and field.input_value() != "hexe"
    widget.get_by_role("button", name="blurred").click()
    field.fill("\u200ble\u200beh")  # what cannot be seen is none of its letters
    field.press("Enter")
    check(widget, "blurred", "leeh")
