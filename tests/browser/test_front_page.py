"""The front page, and the search: what a reader meets in the first minute."""

import re

from built_book import chapters

ENTRY = re.compile(
    r'href="(?P<page>\w+)\.html">(?P<title>[^<]*)</a></p>\s*<p>(?P<about>.+?)</p>'
    r'(?:\s*<p class="time">(?:(?P<minutes>\d+) minutes)?)?'
)
READING = re.compile(r'reading-time">About (\d+) minutes: .* questions?\.')


def test_the_first_screen_has_the_doors_and_the_whole_tape(visit, server):
    tab = visit(server + "book/intro.html", height=900)
    tab.wait_for_widgets()
    for part in (*tab.page.locator(".doors .sd-card").all(), tab.page.locator(".u-tape")):
        box = part.bounding_box()
        assert 0 < box["y"] < box["y"] + box["height"] < 900


def test_the_map_comes_next_and_says_what_each_page_says(html):
    front = (html / "book" / "intro.html").read_text(encoding="utf-8")
    _, _, after_tape = front.partition("unrolled-widget")
    following = re.search(r"<h2>(.*?)<|chapter-map", after_tape)
    assert following and following[1] == "The chapters"
    entries = list(ENTRY.finditer(after_tape[after_tape.index("chapter-map") :]))
    listed = [f"book/{entry['page']}" for entry in entries]
    pages = [page for page in chapters() if "api_" not in page]
    assert listed == pages[1:]
    for page, entry in zip(listed, entries, strict=True):
        text = (html / f"{page}.html").read_text(encoding="utf-8")
        told = READING.search(text)
        assert (told and told[1]) == entry["minutes"], page
        assert f'<meta name="description" content="{entry["about"]}" />' in text


def test_a_search_finds_the_chapter_first_and_works_from_disk(visit, html):
    seen = visit(f"{html.as_uri()}/search.html?q=LSTM")
    found = seen.page.locator("#search-results li a")
    found.first.wait_for()
    seen.page.get_by_text("Search finished").wait_for()
    assert found.first.get_attribute("href").startswith("book/lstm.html")
    assert seen.errors == []
