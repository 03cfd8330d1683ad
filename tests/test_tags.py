"""Equations: the tags of a docstring are those of the code, and both compute the same.

An equation stands in the docstring of its module, with its tag; the line of code that ends
in the same tag computes it.  Here the equation is read as it is written and evaluated on
random numbers, and so is the line of code.  An equation in words has a second reading in
`IN_WORDS`; what needs more than the line itself is shown by the test that `ELSEWHERE`
names.
"""

import ast
import importlib
import inspect
import re

import numpy as np
import pytest

from equations import FUNCTIONS, evaluate
from mistakes import mistakes
from unrolled.notation import SYMBOLS
from unrolled.page import api
from unrolled.recording.source import TAG

MODULES = [
    importlib.import_module(f"unrolled.{name}")
    for name in api.MODULES
    if name.split(".")[-1] not in ("bugs", "recorder", "source")  # they speak of tags
]
ENDS = re.compile(r"^ +(.*?) {2,}\(([A-Z]\d+[a-z]?(?:, [A-Z]\d+[a-z]?)*)\)$", re.MULTILINE)


def in_docstring(module):
    """Text of each tagged equation; a line with two tags holds two variants of it."""
    found = {}
    for text, tags in ENDS.findall(module.__doc__ or ""):
        text = text.partition("ds/da = " if "ds/da" in text else " = ")[2]
        parts = [part.rstrip(",") for part in re.split(r" {2,}|, +(?=db)", text.strip())]
        for place, tag in enumerate(tags.split(", ")):
            assert tag not in found, f"{tag} stands twice"
            found[tag] = parts[place].partition(": ")[2] if place else parts[0]
    return found


def in_code(module):
    """Tagged lines of code, without what they are assigned to."""
    found = {}
    for line in inspect.getsource(module).replace(module.__doc__ or "", "").splitlines():
        if match := TAG.search(line):
            assert match[1] not in found, f"{match[1]} stands twice"
            found[match[1]] = line[: match.start()].strip()
    return found


def expression(code):
    """Take the value out of a line: an assignment, a result, or an entry of a dict."""
    code = re.sub(r'^("\w+"|name): ', "", code.removeprefix("return ").rstrip(","))
    statement = ast.parse(code).body[0]
    return ast.unparse(statement.value)


TAGGED = [module for module in MODULES if in_docstring(module)]
WRITTEN = {tag: text for module in TAGGED for tag, text in in_docstring(module).items()}
HOME = {tag: module for module in TAGGED for tag in in_docstring(module)}
# the losses are functions of a line, and their docstrings name the equation
LOSSES = {
    "S1": "softmax(z)[k]",
    "S2": "log_softmax(z)[k]",
    "S3": "cross_entropy(z, y)",
    "S4": "cross_entropy_gradient(z, y)",
    "S5": "squared_error(p, y)",
    "S6": "squared_error_gradient(p, y)",
    "S7": "surprise(p)",
    "S8": "surprise_slope(p)",
}
CODE = LOSSES | {tag: expression(code) for m in TAGGED for tag, code in in_code(m).items()}


def test_every_module_with_equations_is_found():
    letters = {tag[0] for tag in WRITTEN}
    assert letters == set("ABCDFGHIJKLMNOPQRSTXYZ")


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_the_docstring_tags_what_the_code_tags(module):
    stated, coded = in_docstring(module), in_code(module)
    if module.__name__ == "unrolled.models.losses":
        functions = [f for f in vars(module).values() if inspect.isfunction(f)]
        named = [t for f in functions for t in re.findall(r"\((S\d)\)", f.__doc__ or "")]
        assert sorted(named) == sorted(stated) == sorted(LOSSES) and not coded
    else:
        assert coded.keys() == stated.keys()


@pytest.mark.parametrize("module", TAGGED, ids=lambda m: m.__name__)
def test_a_module_with_equations_says_what_it_is_and_where_they_come_from(module):
    first, blank, _ = module.__doc__.split("\n", 2)
    assert first.endswith(".") and not blank
    assert re.search(r"\b(19|20)\d\d\b|lecture \d\d\d", module.__doc__), "no source"


def test_no_tag_belongs_to_two_modules():
    assert len(WRITTEN) == sum(len(in_docstring(module)) for module in TAGGED)


def test_the_equations_of_a_letter_are_numbered_without_a_gap():
    for letter in {tag[0] for tag in WRITTEN}:
        numbers = {int(re.sub(r"\D", "", tag)) for tag in WRITTEN if tag[0] == letter}
        assert numbers == set(range(1, len(numbers) + 1)), letter


# ---- evaluated -----------------------------------------------------------------------

SIZES = {"T": 4, "D": 3, "H": 2, "K": 5, "N": 6, "3": 3}
SIZES |= {"P": 2, "J": 4, "S": 2, "B": 4}  # of attention
OF_A_STEP = ("p", "g", "u", "v", "s", "m_hat", "v_hat", "dC_next", "kept", "via_m")
PLAIN = ("rate", "momentum", "decay", "eps", "b1", "b2", "limit", "max_norm", "norm")
AXES = {name: symbol.axes for name, symbol in SYMBOLS.items()} | {
    **dict.fromkeys((*PLAIN, "scale", "count", "total"), ""),
    **dict.fromkeys(OF_A_STEP, "H"),
    **{"W_E": "DK", "W_I": "HN", "b_I": "H", "W_O": "KH", "b_O": "K", "q": "N"},
    **{
        "counts": "TK",
        "holding": "K",
        "weights": "K",
        "held": "K",
        "vectors": "NK",
        "query": "K",
        "norms": "N",
        "dhs": "TH",
        "d_next": "TH",
    },
    "d_fed": "K",
    **{"xs": "TK", "e": "TD", "jacobians": "THH", "product": "HH"},
}
# a line that adds up over the steps has a time axis in front
STEPS = {"x": "TD", "h_prev": "TH", "C_prev": "TH", "C": "TH", "m": "TH", "dm": "TH"}
STEPS |= {f"d_{block}": "TH" for block in "ifoCzrh"} | {"d": "TH", "dU_h": "HH"}
SUMS = {tag for tag, code in CODE.items() if re.search("outer_sum|time_sum", code)}
SUMS -= {"M7", "M8"}
READOUT = {"d_out": "TK", "h": "TH"}
OWN_AXES = {tag: STEPS for tag in SUMS} | {tag: {"z": "K", "p": "K"} for tag in LOSSES}
OWN_AXES |= {
    "M4": {"loss": "T"},
    "H2": {"loss": "T", "says": "T"},
    "M7": READOUT,
    "M8": READOUT,
}
OWN_AXES |= {tag: {"U": "HK"} for tag in ("I1", "I6")} | {"I8": {"d": "TH", "fed": "TK"}}
OWN_AXES |= {"F1": {"x": "K"}}
_WORDS = {
    "x": "K",
    "width": "",
    "count": "",
    "total": "",
    "counts": "TK",
    "R": "TK",
    "Z": "TH",
}
OWN_AXES |= {f"Z{number}": _WORDS for number in range(1, 18)}
OWN_AXES |= {"Q2": {"p": "K"}}  # what is given, and no parameter
OWN_AXES |= {"N1": {"k": ""}, "C1": {"g": "N"}, "C3": {"norm": "N", "max_norm": "N"}}
OWN_AXES |= {f"A{number}": {"s": "N"} for number in range(1, 7)}
BLOCKS = {"T23": "ifoC", "T24": "ifoC", "T25": "ifoC", "G20": "zrh", "G23": "zrh"}
ALIASES = {"O": {"r": "rate"}, "R3a": {"a": "h"}}  # of the docstring, in the code
AT = {"lengths": {"t": SIZES["T"], "k": SIZES["K"], "j": SIZES["K"]}, "t": 1, "k": 1}

IN_WORDS = {  # the docstring says it in words; here it is once more, in plain NumPy
    "A3": lambda s: ((s > -1) & (s < 1)).astype(float),
    "A4": lambda s: (s > 0).astype(float),
    "A5": lambda s: np.where(s > 0, 1.0, 0.01),
    "A6": lambda s: s**0,
    "B1": lambda dhs, d_next: dhs[1] + d_next[0],
    "C1": lambda g, limit: [max(-limit, min(limit, entry)) for entry in g],
    "C3": lambda norm, max_norm: np.where(norm > max_norm, max_norm / norm, 1),
    "D2": lambda product, jacobians: np.einsum("ij,jk", product, jacobians[1]),
    "F1": lambda W_E, x: W_E @ x,
    "F2": lambda e: e.ravel(),
    "G21": lambda d_z, d_r, h_prev, dU_h: [d_z.T @ h_prev, d_r.T @ h_prev, dU_h],
    "M3": lambda logits, y: -y @ np.log(FUNCTIONS["softmax"](logits)),
    "N1": lambda count, total, k: (count + k) / (total + k * 7),
    "T26": lambda d_i, d_f, d_o, C_prev, C: [
        (d_i * C_prev).sum(0), (d_f * C_prev).sum(0), (d_o * C).sum(0)
    ],
    "Z15": lambda R: (R**2).sum() / 2,
    "X2": lambda total, held: 1 + np.log(total / held),
    "X3": lambda counts, weights: counts * weights,
    "X4": lambda vectors, query, norms: [
        v @ query / n for v, n in zip(vectors, norms, strict=True)
    ],
}  # fmt: skip
ELSEWHERE = {  # what takes more than the line itself, and the test that shows it
    "A7": "test_activations.test_slopes_of_a_stack_multiply_to_its_derivative",
    "S7": "test_losses.test_surprise_is_cross_entropy_with_a_one_hot_target",
    "S8": "test_losses.test_the_slope_of_surprise_is_its_derivative",
    "C2": "test_clipping.test_one_norm_is_taken_of_all_parameters",
    "D1": "test_diagnostics.test_step_jacobians_and_their_products",
    "D3": "test_diagnostics.test_no_product_is_longer_than_the_bound",
    "D4": "test_diagnostics.test_memory_is_a_derivative",
    "D5": "test_diagnostics.test_every_entry_is_the_derivative_of_one_loss_in_one_use",
    "D6": "test_diagnostics.test_the_ledger_adds_up_to_the_gradient",
    "D7": "test_diagnostics.test_both_ways_to_differentiate_agree_with_calculus",
    "D8": "test_diagnostics.test_both_ways_to_differentiate_agree_with_calculus",
    "F14": "test_feedforward.test_the_gradient_of_a_shared_embedding_is_a_sum_over_places",
    "F15": "test_feedforward.test_a_slide_adds_up_its_windows",
    **dict.fromkeys(
        ("J1", "J2", "J3", "J4"),
        "test_rtrl.test_the_memory_holds_the_derivatives_of_the_state",
    ),
    "J5": "test_rtrl.test_both_roads_lead_to_the_same_gradient",
    **dict.fromkeys(
        [f"K{number}" for number in range(1, 7)],
        "test_attention.test_forward_is_its_equations",
    ),
    **dict.fromkeys(
        [f"K{number}" for number in range(7, 19)], "test_attention.test_gradients"
    ),
    **dict.fromkeys(
        [f"K{number}" for number in range(19, 24)], "test_seq2seq.test_gradients"
    ),
    "K24": "test_transformer.test_positions_are_waves_that_no_two_places_share",
    **dict.fromkeys(
        [f"K{number}" for number in range(25, 35)],
        "test_transformer.test_forward_is_its_equations",
    ),
    **dict.fromkeys(
        [f"K{number}" for number in range(35, 42)], "test_transformer.test_gradients"
    ),
    "L1": "test_floors.test_no_model_of_a_kind_gets_below_its_floor",
    "N2": "test_ngrams.test_E23_perplexity_is_the_root_of_the_product_and_has_no_base",
    "N3": "test_ngrams.test_E23_perplexity_is_the_root_of_the_product_and_has_no_base",
    "N4": "test_mixed_ngrams.test_every_estimate_is_its_equation",
    "P1": "test_sampling.test_temperature_is_a_power_of_the_odds",
    **dict.fromkeys(
        ("P4", "P5", "P6"),
        "test_own_text.test_an_update_of_the_tape_is_that_of_the_library",
    ),
    "P3": "test_sampling.test_a_draw_is_where_the_running_sum_exceeds_u",
    "X1": "test_documents.test_E84_the_lecture_s_table_and_its_two_wrong_rows",
    "L2": "test_floors.test_no_product_comes_nearer_than_the_rank_allows",
    "Z12": "test_embeddings.test_many_at_once_are_the_mean_of_each",
    "Z13": "test_embeddings.test_many_at_once_are_the_mean_of_each",
    "Y1": "test_network.test_ids_are_one_hot_vectors",
    "Y2": "test_network.test_merging_by_sum_adds_the_two_directions",
    "Y2s": "test_network.test_merging_by_sum_adds_the_two_directions",
    "Y3": "test_network.test_ids_are_one_hot_vectors",
    "Y4": "test_network.test_central_differences_agree",
    "Y5": "test_network.test_skip_connections_are_those_of_graves",
    "Y6": "test_network.test_skip_connections_are_those_of_graves",
    "Y7": "test_network.test_gradients_with_skip_connections",
}


class Plain(ast.NodeTransformer):
    """Writes `trace.h`, `self.h` and `params["h"]` as `h`."""

    def visit_Attribute(self, node):
        plain = ast.Name(node.attr, ast.Load())
        return plain if record(node.value) else self.generic_visit(node)

    def visit_Subscript(self, node):
        named = record(node.value) and isinstance(node.slice, ast.Constant)
        plain = ast.Name(getattr(node.slice, "value", ""), ast.Load())
        return plain if named else self.generic_visit(node)


def record(node):
    return isinstance(node, ast.Name) and node.id in ("trace", "done", "self", "params")


def line(tag):
    """Parse a tagged line, with all values as plain names."""
    return Plain().visit(ast.parse(CODE[tag], mode="eval"))


def drawn(tag):
    """Draw random numbers for all names of a line, and of its equation, that have axes."""
    rng, axes = np.random.default_rng(3), AXES | OWN_AXES.get(tag, {})
    words = {node.id for node in ast.walk(line(tag)) if isinstance(node, ast.Name)}
    words |= set(re.findall(r"[A-Za-z]\w*", WRITTEN[tag]))
    if tag in SUMS:
        words |= STEPS.keys()
    if tag in IN_WORDS:
        words |= set(inspect.signature(IN_WORDS[tag]).parameters)
    lowest = (
        0.1 if tag[0] in "NOX" or tag == "C3" else -1.5
    )  # of counts, of norms, and under a root
    values = {
        name: rng.uniform(lowest, 1.5, [SIZES[letter] for letter in axes[name]])
        for name in sorted(words & axes.keys())
    }
    values |= {name: abs(value) for name, value in values.items() if not axes[name]}
    if "y" in values:
        values["y"] = np.eye(SIZES["K"])[2]
    return values


def computed(tag, tree, values):
    """Run a tagged line, or what was made of it."""
    more = {"ds": [values.get(f"d_{block}") for block in "ifoC"], "t": 1, "K": 7, "k": 1}
    more |= {"phi": FUNCTIONS["phi"], "phi_slope": FUNCTIONS["phi'"]}
    if tag == "T26":
        more["seen"] = [(values[f"d_{k}"], values["C_prev"]) for k in "if"]
        more["seen"] += [(values["d_o"], values["C"])]
    code = compile(ast.fix_missing_locations(tree), tag, "eval")
    return eval(code, vars(HOME[tag]) | more | values)


def stated(tag, values):
    """Evaluate the equation of the docstring; one of many blocks, for each of them."""
    for short, name in ALIASES.get(tag, ALIASES.get(tag[0], {})).items():
        values = values | {short: values.get(name)}
    if tag in IN_WORDS:
        names = inspect.signature(IN_WORDS[tag]).parameters
        return IN_WORDS[tag](*(values[name] for name in names))
    if tag in BLOCKS:
        blocks = [AT | values | {"d": values[f"d_{block}"]} for block in BLOCKS[tag]]
        return [evaluate(WRITTEN[tag], at) for at in blocks]
    return evaluate(WRITTEN[tag], AT | values)


EVALUATED = [tag for tag in WRITTEN if tag not in ELSEWHERE]


@pytest.mark.parametrize("tag", EVALUATED)
def test_a_tagged_line_computes_its_equation(tag):
    values = drawn(tag)
    actual = computed(tag, line(tag), values)
    np.testing.assert_allclose(actual, stated(tag, values), rtol=1e-13, atol=1e-15)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("tag", EVALUATED)
def test_a_line_with_a_mistake_does_not(tag):
    """Flip a sign, drop a term, a factor or a transpose, change a number: each is seen."""
    values = drawn(tag)
    right = stated(tag, values)
    for wrong in mistakes(CODE[tag]):
        try:
            actual = computed(tag, Plain().visit(wrong), values)
            assert np.asarray(actual).dtype == float
            np.testing.assert_allclose(actual, right, rtol=1e-9)
        except (AssertionError, ArithmeticError, LookupError, TypeError, ValueError):
            continue
        pytest.fail(f"{ast.unparse(wrong)} computes the same as {CODE[tag]}")


@pytest.mark.parametrize("tag", ELSEWHERE)
def test_what_is_not_evaluated_here_is_shown_elsewhere(tag):
    assert tag in WRITTEN and tag not in IN_WORDS
    module, _, name = ELSEWHERE[tag].partition(".")
    assert callable(getattr(importlib.import_module(module), name))
