"""Answers in the built book: closed until the question before them is answered."""

import pytest

from chapters import CHAPTERS, read

ANSWER = "details.answer"
BOX = "[aria-label=box]"  # of a worksheet on paper
DONE = """box => {
  const all = [...document.querySelectorAll("[data-widget=predict]")];
  return all.findLast((q) => q.compareDocumentPosition(box) & 4).dataset.mark = "its"; }"""


@pytest.fixture
def first(visit, server):
    """The first answer of the page on clipping, and the question before it."""
    seen = visit(f"{server}book/clipping.html")
    seen.wait_for_widgets()
    box = seen.page.locator(ANSWER).first
    box.evaluate(DONE)
    yield box, seen.page.locator("[data-mark=its]")
    assert seen.errors == []


def is_open(box):
    return box.evaluate("el => el.open")


def settled(box):
    box.page.evaluate("() => new Promise((r) => setTimeout(r, 20))")


def test_an_answer_opens_when_its_question_is_answered(first):
    box, question = first
    assert not is_open(box)
    for radio in question.locator("input[type=radio]").all():
        radio.check()
        question.get_by_role("button", name="Check").click()
        settled(box)
        right = question.get_attribute("data-state") == "right"
        assert is_open(box) == right
        if right:
            break
    assert is_open(box)
    box.page.reload()
    box.page.wait_for_selector(f"{ANSWER}[open]")  # the page remembers


def test_an_answer_opens_when_the_reader_gives_up(first):
    box, question = first
    question.locator("input[type=radio]").nth(1).check()
    question.get_by_role("button", name="Check").click()
    assert question.get_attribute("data-state") == "wrong"
    settled(box)
    assert not is_open(box)
    question.get_by_role("button", name="Show the answer").click()
    settled(box)
    assert is_open(box)
    box.page.reload()
    box.page.wait_for_selector(f"{ANSWER}[open]")


def test_who_asks_may_look_and_close_it(first):
    box, _ = first
    box.locator("summary").first.press("Enter")
    assert is_open(box)
    box.locator("summary").first.press("Enter")
    assert not is_open(box)


def test_answers_are_open_for_teachers_in_print_and_without_scripts(visit, server, first):
    closed, _ = first
    page = closed.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(f"{ANSWER}:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not is_open(closed)
    page.emulate_media(media="print")
    assert closed.locator(".answer-body").bounding_box()["height"] > 20
    address = f"{server}book/clipping.html"
    page = visit(f"{address}?answers=open").page
    assert page.locator(f"{ANSWER}:not([open])").count() == 0
    assert page.locator("details.erratum[open]").count() == 0
    question = page.locator("[data-widget=predict][data-ready]:has([type=radio])").first
    choices = question.locator("label").all_inner_texts()
    told = question.locator(".u-predict-expect li").all_inner_texts()
    assert sorted(one.partition(": ")[0] for one in told) == sorted(choices)
    page = visit(address, java_script_enabled=False).page
    box = page.locator(ANSWER).first
    assert not box.locator(".answer-body").is_visible()
    box.locator("summary").first.click()
    assert box.locator(".answer-body").is_visible()


def test_a_handout_tells_no_result(visit, server):
    page = visit(f"{server}book/clipping.html?print=handout").page
    page.locator("[data-widget=predict][data-ready]").first.wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    telling = page.locator(f"{ANSWER}, .solution, details.erratum, .erratum-moved")
    figures = page.locator(f".unrolled-figure:not(:has({BOX}))")
    assert telling.count() > 5 and figures.count() > 2
    assert not any(one.is_visible() for one in [*telling.all(), *figures.all()])
    assert page.locator(".unrolled-question, .exercise").first.is_visible()
    assert page.locator(f".unrolled-figure:has({BOX})").first.is_visible()  # a worksheet
    assert page.locator("section").first.is_visible()


def test_exercises_are_printed_alone_and_exit_questions_one_by_one(visit, server):
    page = visit(f"{server}book/sequences.html?print=exercises").page
    page.emulate_media(media="print")
    seen = page.locator("article > section > section:visible").all()
    assert [one.locator("h2").inner_text() for one in seen] == [
        "Exercises",
        "After chapter 5: the way back",
    ]
    assert all(one.is_visible() for one in page.locator(".exercise").all())
    assert page.locator(".solution:visible").count() == 0
    page = visit(f"{server}book/lessons.html?print=handout").page
    page.locator("[data-widget=predict][data-ready]").first.wait_for()
    page.emulate_media(media="print")
    asked = page.locator(".unrolled-question:visible")
    assert asked.count() == page.locator("article > section > section").count()
    assert page.locator("table:visible, .u-predict:visible").count() == 0
    page.evaluate("location.hash = 'clipping'")
    assert asked.count() == 1


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_marked_answer_is_lost(html, chapter):
    """Each stands in a box of the page; boxes that touch are one."""
    page = (html / "book" / f"{chapter}.html").read_text(encoding="utf-8")
    ran = read(chapter)
    marked = sum("answer" in cell.metadata.get("tags", ()) for cell in ran.cells)
    marked += "\n".join(ran.prose).count("% end of answer")
    boxes = page.count('<details class="answer">')
    assert (boxes == 0) == (marked == 0) and boxes <= marked
    assert "end of answer" not in page
