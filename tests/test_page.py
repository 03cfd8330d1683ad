"""The page extension: formulas, their font, and the widget state that a page carries."""

import gc
import json
import re
import warnings
from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from math_core import LatexError
from PIL import Image

from unrolled import helo, lstm
from unrolled.faces import CODE, MATH, SIGNS, TEXT
from unrolled.page import cache, fonts, math_font
from unrolled.page.maths import anchor, mathml, split_tag
from unrolled.page.packing import PACKED, packed, unpacked
from unrolled.page.reach import ONLY_FOR
from unrolled.page.theme import repaired
from unrolled.page.weight import lighten_image, lighten_page
from unrolled.page.widgets import STATE, Table, leave_out, models_of, pieces, script, shown
from unrolled.widgets import Tape, Trainer

FORMULAS = [
    r"a_t = W x_t + U h_{t-1} + b",
    r"\hat y_{t,k} = \frac{e^{\zeta_{t,k}}}{\sum_{j=1}^{K} e^{\zeta_{t,j}}}",
    r"\begin{aligned} z &= \sigma(a) \\ \tilde h &= \tanh(r \odot h_-) \end{aligned}",
    r"\begin{align} a &= b \tag{R1} \\ c &= d \tag{R2} \end{align}",
    r"\begin{cases} a & \text{if } a > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\begin{pmatrix} 1 \\ 0 \end{pmatrix} \begin{bmatrix} 1 & 0 \end{bmatrix}",
    r"\underbrace{\mathcal V}_{K} \in \mathbb R^{K \times H}, \mathbf W^\top",
    r"\prod_{j=k+1}^{t} \operatorname{diag}\left(1 - h_j^2\right) U",
]


@pytest.mark.parametrize("latex", FORMULAS)
def test_the_book_s_latex_is_typeset(latex):
    drawn = mathml(latex, display=True)
    assert drawn.startswith('<math display="block">')
    assert "\\" not in mathml(latex, display=True, annotation=False)


def test_unknown_latex_is_an_error_that_names_it():
    with pytest.raises(LatexError, match="foo"):
        mathml(r"a + \foo", display=False)


@pytest.mark.parametrize(
    ("latex", "formula", "tag"),
    [
        (r"a = b \tag{R1}", "a = b", "R1"),
        (r"\begin{aligned} a &= b \end{aligned} \tag{G1}", None, "G1"),
        (r"\begin{equation*} a = b \tag{L2} \end{equation*}", "a = b", "L2"),
        (r"\begin{align} a &= b \tag{R1} \end{align}", None, None),
        ("a = b", "a = b", None),
    ],
)
def test_a_tag_is_taken_off_a_formula_and_left_to_rows(latex, formula, tag):
    body, found = split_tag(latex)
    assert found == tag
    assert formula is None or body == formula


def test_anchors_of_tags_need_no_escaping():
    assert anchor("R1") == "eq-R1"
    assert anchor("R1 ′") == "eq-R1-"


def fonts_of(sheet: str) -> dict[str, TTFont]:
    """Read the fonts that a style sheet holds, by the names that pages call them."""
    found = re.findall(r'font-family: "(.*?)".*?base64,(.*?)\)', sheet, re.DOTALL)
    return {family: TTFont(BytesIO(b64decode(data))) for family, data in found}


@pytest.mark.parametrize("face", [TEXT, CODE, MATH, SIGNS], ids=lambda face: face.family)
def test_no_font_stays_open(face):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        fonts.covered(face)
        fonts.cut(face, "h")
        gc.collect()
    assert [one.message for one in told if face.file in str(one.message)] == []


def test_the_letters_of_the_book_are_its_own_and_light(tmp_path):
    page = tmp_path / "page.html"
    typeset = "".join(mathml(f, display=True) for f in FORMULAS)
    page.write_text(f"<p>Zweig &uuml;ber ŷ &larr; ⊙, \u011f{typeset}</p>", encoding="utf-8")
    sheet = fonts.style_sheet([page])
    found = fonts_of(sheet)
    assert len(found) == 4
    drawn = {family: set(map(chr, font.getBestCmap())) for family, font in found.items()}
    for family in ("Unrolled Text", "Unrolled Code"):
        assert {*fonts.ASCII, *"üŷğδσ−×·√∂₀⁹½"} <= drawn[family]
    assert drawn["Unrolled Text"] & drawn["Unrolled Signs"] == set()
    everything = set().union(*drawn.values())
    assert {c for c in fonts.letters([]) if c.isprintable()} - everything == set()
    assert set("𝑎ζ𝜁∑∏⊙⊤ℝ𝐖=(") <= drawn["Unrolled Math"]
    assert "MATH" in found["Unrolled Math"]
    assert len(sheet) < 75_000
    for font in found.values():
        assert str(font["name"].getDebugName(0)) in sheet  # who made it


def test_digits_of_a_face_are_equally_wide():
    for family, font in fonts_of(fonts.style_sheet()).items():
        glyphs = font.getBestCmap()
        widths = {font["hmtx"][glyphs[ord(d)]] for d in "0123456789" if ord(d) in glyphs}
        assert len({width for width, _ in widths}) <= 1, family


def test_symbols_are_drawn_as_in_formulas():
    font = fonts_of(fonts.style_sheet())["Unrolled Math"]
    glyphs = font.getBestCmap()
    [lookup] = font["GSUB"].table.LookupList.Lookup
    turned = lookup.SubTable[0].mapping
    for letter in "ahyUδζ":
        assert turned[glyphs[ord(letter)]] == [glyphs[ord(math_font.italic(letter))]]
    hat = glyphs[ord("\u0302")]
    assert turned[glyphs[ord("ŷ")]] == [glyphs[ord("𝑦")], hat]


MODELS = {
    "tape": {
        "model_name": "AnyModel",
        "state": {
            "_esm": "code",
            "_view_name": "AnyView",
            "layout": "IPY_MODEL_look",
            "t": 0,
        },
        "buffers": [{"path": ["raw"], "encoding": "base64", "data": "YWJj"}],
    },
    "box": {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_tape"]}},
    "look": {"model_name": "LayoutModel", "state": {"width": None}},
    "unseen": {"model_name": "AnyModel", "state": {"_esm": "code"}},
    "inside": {
        "model_name": "LinkModel",
        "state": {"source": ["IPY_MODEL_tape", "t"], "target": ["IPY_MODEL_tape", "u"]},
    },
    "outside": {
        "model_name": "LinkModel",
        "state": {"source": ["IPY_MODEL_tape", "t"], "target": ["IPY_MODEL_unseen", "t"]},
    },
}


def test_a_page_keeps_what_its_views_need():
    kept = shown(MODELS, ["box"])
    assert set(kept) == {"box", "tape", "inside"}
    assert kept["tape"]["state"] == {"_esm": "code", "t": 0}
    assert kept["tape"]["buffers"] == MODELS["tape"]["buffers"]


def test_a_page_gives_back_the_models_it_carries():
    program = {"nodes": [{"op": "leaf", "shape": [3], "name": f"n{i}"} for i in range(50)]}
    states = [
        {"_esm": "'</script><!--'" * 20, "program": program, "t": 0, "none": None},
        {"_esm": "'</script><!--'" * 20, "programs": {"a": program}, "text": "short"},
    ]
    table = Table([value for state in states for value in state.values()])
    models = {
        f"m{i}": {
            "model_name": "AnyModel",
            "state": {key: table.reference(value) for key, value in state.items()},
        }
        for i, state in enumerate(states)
    }
    page = "<p>Words</p>" + script(STATE, {"state": models}) + packed(table.values)
    assert page.count("<script") == page.count("</script>") == 2
    assert [model["state"] for model in models_of(page).values()] == states
    written = json.dumps(table.values)
    assert written.count("<!--") == 20
    assert written.count('"n17"') == 1


def test_a_packed_table_has_no_letter_of_html_and_comes_back():
    rng = np.random.default_rng(0)
    for size in range(40):
        table = {"a": "".join(map(chr, rng.integers(32, 0xD7FF, size)))}
        written = packed(table)
        assert unpacked(written) == table
        [data] = PACKED.findall(written)
        assert not set("<&\"'\n") & set(data)


def test_a_front_end_comes_in_its_parts():
    tape = Tape(helo.program())
    *modules, entry = pieces(tape.code)
    assert len(modules) > 20
    assert all(part.startswith("const $") for part in modules)
    assert "export default" in entry and "export default" not in "".join(modules)
    assert len(pieces(tape.look)) == 4  # look, frame, views, its own


def test_front_ends_share_the_modules_that_they_have_in_common():
    tape, trainer = Tape(helo.program()), Trainer()
    sources = [widget.code for widget in (tape, trainer)] + [tape.look, trainer.look]
    table = Table(sources)
    references = [table.reference(source) for source in sources]
    models = {"m": {"model_name": "AnyModel", "state": {"all": references}}}
    page = script(STATE, {"state": models}) + packed(table.values)
    assert models_of(page)["m"]["state"]["all"] == sources
    written = json.dumps(table.values)
    assert (
        written.count("const $kit_frame = ")
        == written.count("const $engine_replay = ")
        == 1
    )
    apart = {str(n): source for n, source in enumerate(sources)}
    assert len(packed(table.values)) < 0.9 * len(packed(apart))


def carried(*programs):
    """Give the modules that a page carries with a Tape of some programs, and its state."""
    tape = Tape(dict(enumerate(programs)) if len(programs) > 1 else programs[0])
    state = {key: tape.get_state()[key] for key in tape.keys if not key.startswith("_")}
    models = {"m": {"model_name": "AnyModel", "state": state}}
    leave_out(models)
    return set(re.findall(r"const \$(\w+) = \(\(\)", models["m"]["state"]["code"]))


def test_a_page_leaves_out_what_none_of_its_programs_needs():
    everything = set(re.findall(r"const \$(\w+) = ", Tape(helo.program()).code))
    assert ONLY_FOR.keys() <= everything
    plain = carried(helo.program())
    assert not ONLY_FOR.keys() & plain
    assert "kit_controls" not in plain  # for switches between programs, and no other
    assert "views_share_table" in carried(helo.program(backward=True))
    gates = carried(helo.program(), helo.program(cell=lstm))
    assert {"views_graph_blocks", "tape_choosing", "kit_controls", "engine_moves"} <= gates


def test_code_loses_only_marks_without_effect(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<span class="n">a</span><span class="o">=</span><span class="p">(</span>'
    )
    lighten_page(page)
    assert page.read_text() == 'a<span class="o">=</span>('


def test_images_become_smaller_and_look_the_same(tmp_path):
    rng = np.random.default_rng(0)
    pixels = np.full((80, 120, 3), 255, np.uint8)
    pixels[20:60, 30:90] = rng.integers(100, 110, (40, 60, 3))
    file = tmp_path / "figure.png"
    Image.fromarray(pixels).save(file)
    before = file.stat().st_size
    lighten_image(file)
    assert file.stat().st_size < before
    after = np.asarray(Image.open(file).convert("RGB")).astype(int)
    assert np.abs(after - pixels).max() <= 8


def test_repairs_change_a_page_once():
    page = (
        '<button class="btn search-button-field x" aria-label="Search"></button>'
        '<p class="collapsed admonition-title">Show</p></body>'
    )
    mended = repaired(page)
    assert "aria-label" not in mended
    assert '<span class="collapsed admonition-title">Show</span>' in mended
    assert repaired(mended) == mended


def test_punctuation_stays_with_its_formula():
    page = '(<span class="math notranslate"><math></math></span>).</body>'
    assert repaired(page).startswith(
        '<span class="math notranslate">(<math></math>).</span>'
    )


def test_a_change_of_the_library_changes_its_hash(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    before = cache.digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("compiled")
    assert cache.digest(tmp_path) == before
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "a.py").write_text("x = 2")
    assert cache.digest(tmp_path, "page") == before
    assert cache.digest(tmp_path) != before
    (tmp_path / "a.py").write_text("x = 2")
    assert cache.digest(tmp_path, "page") != before
