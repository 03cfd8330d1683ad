"""Bad input at the public edges: a ValueError that names what was wrong and what is needed.

`EDGES` holds every function that takes data from outside, and what must not reach it.
What the functions between the edges compute is as good as what they are given; a test
insists that each public function is one or the other.
"""

import importlib
import inspect

import numpy as np
import pytest

from unrolled import (
    bptt,
    bugs,
    clipping,
    conformance,
    diagnostics,
    documents,
    embeddings,
    feedforward,
    floors,
    gradient_check,
    gru,
    helo,
    language_model,
    ledger,
    losses,
    lstm,
    mixed_ngrams,
    mutants,
    nearness,
    ngrams,
    passes,
    rnn,
    rtrl,
    sizes,
)
from unrolled.cells.cell import outer_sum, variant
from unrolled.models import sampling

T, D, H, K = 4, 3, 2, 5
RNG = np.random.default_rng(0)
PARAMS = language_model.init(rnn, RNG, K, H) | rnn.init(RNG, D, H)
XS, YS, STATE = RNG.normal(size=(T, D)), np.eye(K)[[0, 1, 2, 3]], (np.zeros(H),)
TRACE = bptt.unroll(rnn, PARAMS, XS, STATE)
DHS = RNG.normal(size=(T, H))
TERMS = ledger.ledger(rnn, PARAMS, TRACE, DHS)
WORDS = {"E": np.eye(2), "V": np.eye(2)}
WINDOW = feedforward.init(RNG, K, 2, D, H)
OTHER = rnn.init(RNG, D, H + 1)


def spoiled(array, value):
    """Give a copy with one entry changed."""
    copy = np.array(array, float)
    copy[(0,) * copy.ndim] = value
    return copy


def params(**changed):
    return PARAMS | changed


def bad_params(call):
    """List what must not be parameters, for a function of them."""
    return [
        (lambda: call(params(U=spoiled(PARAMS["U"], np.nan))), r"U\[0, 0\] is nan"),
        (lambda: call(params(b=spoiled(PARAMS["b"], -np.inf))), r"b\[0\] is -inf"),
        (lambda: call(params(U=np.ones((H, H + 1)))), "U has H = 3, but W has H = 2"),
        (lambda: call(params(b=np.ones((H, 1)))), r"b has shape \(2, 1\); its axes"),
        (lambda: call(params(b=np.array(["0", "0"]))), "b holds <U1; numbers are needed"),
        (lambda: call(params(b=[0.0, 0.0])), "parameter b is a list; an array is needed"),
        (lambda: call({"W": PARAMS["W"]}), r"parameter U is missing; there are \['W'\]"),
    ]


def bad_vectors(name, right, letter, call):
    """List what must not be a sequence of vectors, for a function of it."""
    size = right.shape[1]
    return [
        (lambda: call(spoiled(right, np.nan)), rf"{name}\[0\]\[0\] is nan; it must be"),
        (lambda: call(spoiled(right, np.inf)), rf"{name}\[0\]\[0\] is inf"),
        (
            lambda: call(right[:, 1:]),
            rf"{name}\[0\] has shape \({size - 1},\); it must be \({size},\), {letter} =",
        ),
        (lambda: call(right.astype(str)), rf"{name}\[0\] holds <U\d+; numbers are needed"),
        (lambda: call(right.astype(str).tolist()), rf"{name}\[0\] holds <U\d+; numbers"),
        (lambda: call(right.astype(object)), rf"{name}\[0\] holds object; numbers"),
    ]


def bad_state(call, name="state"):
    return [
        (
            lambda: call((np.zeros(H + 1),)),
            rf"{name}\[0\] has shape \(3,\); it must be \(2,\)",
        ),
        (
            lambda: call((np.zeros(H), np.zeros(H))),
            f"{name} has 2 parts; this cell's state has 1",
        ),
        (lambda: call((spoiled(STATE[0], np.nan),)), rf"{name}\[0\]\[0\] is nan"),
    ]


def bad_dhs(call):
    return [
        (lambda: call(DHS[1:]), r"dhs has shape \(3, 2\); the trace needs \(4, 2\)"),
        (lambda: call(1.0), r"dhs has shape \(\); the trace needs \(4, 2\)"),
        (lambda: call(spoiled(DHS, np.nan)), r"dhs\[0, 0\] is nan; it must be finite"),
    ]


def bad_trace(call):
    return [
        *bad_params(call),
        (lambda: call(OTHER), "the trace has D = 3 and H = 2; W has D = 3 and H = 3"),
    ]


EDGES = {
    bptt.unroll: [
        *bad_params(lambda p: bptt.unroll(rnn, p, XS, STATE)),
        *bad_vectors("xs", XS, "D", lambda xs: bptt.unroll(rnn, PARAMS, xs, STATE)),
        *bad_state(lambda s: bptt.unroll(rnn, PARAMS, XS, s)),
        (lambda: bptt.unroll(rnn, PARAMS, XS[:0], STATE), "xs is empty; at least one"),
    ],
    bptt.backpropagate: [
        *bad_trace(lambda p: bptt.backpropagate(rnn, p, TRACE, DHS)),
        *bad_dhs(lambda dhs: bptt.backpropagate(rnn, PARAMS, TRACE, dhs)),
        *bad_state(lambda d: bptt.backpropagate(rnn, PARAMS, TRACE, DHS, d), "d_last"),
    ],
    bptt.truncated: [
        *bad_trace(lambda p: bptt.truncated(rnn, p, TRACE, DHS, 2)),
        *bad_dhs(lambda dhs: bptt.truncated(rnn, PARAMS, TRACE, dhs, 2)),
        (
            lambda: bptt.truncated(rnn, PARAMS, TRACE, DHS, 0),
            "window is 0; it must be a whole",
        ),
        (
            lambda: bptt.truncated(rnn, PARAMS, TRACE, DHS, 2, 3),
            "stride is 3; it must be 1 … 2",
        ),
    ],
    rtrl.gradients: [
        *bad_params(lambda p: rtrl.gradients(p, XS, STATE, DHS)),
        *bad_vectors("xs", XS, "D", lambda xs: rtrl.gradients(PARAMS, xs, STATE, DHS)),
        *bad_vectors("dhs", DHS, "H", lambda d: rtrl.gradients(PARAMS, XS, STATE, d)),
        *bad_state(lambda s: rtrl.gradients(PARAMS, XS, s, DHS)),
        (lambda: rtrl.gradients(PARAMS, XS[1:], STATE, DHS), "3 inputs and 4 gradients"),
    ],
    **{
        function: [
            *bad_params(lambda p, f=function: f(rnn, p, XS, YS, STATE)),
            *bad_vectors("xs", XS, "D", lambda v, f=function: f(rnn, PARAMS, v, YS, STATE)),
            *bad_vectors("ys", YS, "K", lambda v, f=function: f(rnn, PARAMS, XS, v, STATE)),
            *bad_state(lambda s, f=function: f(rnn, PARAMS, XS, YS, s)),
            (
                lambda f=function: f(rnn, PARAMS, XS[1:], YS, STATE),
                "3 inputs and 4 targets",
            ),
        ]
        for function in (language_model.forward, language_model.run)
    },
    passes.program: [
        (lambda: helo.program(params={}), "parameter U is missing"),
        (
            lambda: passes.program(rnn, helo.parameters(), helo.VOCABULARY, "hex", "ell"),
            "letter 'x'",
        ),
        (
            lambda: passes.program(rnn, helo.parameters(), helo.VOCABULARY, "", ""),
            "empty",
        ),
    ],
    passes.of: [
        (lambda: passes.of("a"), "'a' has 1 letters; at least 2 are needed, one to read"),
        (lambda: passes.of("ab", hidden_size=0), "hidden_size is 0; it must be a whole"),
        (lambda: passes.of("ab", helo.parameters()), r"ys\[0\] has shape"),
    ],
    language_model.init: [
        (
            lambda: language_model.init(rnn, RNG, 0, H),
            "it must be a whole number of at least 1",
        ),
        (
            lambda: language_model.init(rnn, RNG, K, 0),
            "it must be a whole number of at least 1",
        ),
    ],
    **{
        function: [(lambda f=function: f({}), "parameter U is missing")]
        for function in (helo.predict, helo.learn)
    },
    helo.program: [(lambda: helo.program(params={}), "parameter U is missing")],
    **{
        cell.init: [
            (lambda c=cell: c.init(RNG, 0, H), "it must be a whole number of at least 1"),
            (lambda c=cell: c.init(RNG, D, 0), "it must be a whole number of at least 1"),
            (lambda c=cell: c.init(RNG, 2.5, H), "2.5; it must be a whole number"),
            (lambda c=cell: c.init(RNG, "3", H), "'3'; it must be a whole number"),
            (lambda c=cell: c.init(RNG, D, True), "True; it must be a whole number"),
        ]
        for cell in (rnn, lstm, gru)
    },
    **{
        cell.zero_state: [
            (lambda c=cell: c.zero_state({}), "parameter U is missing"),
            (lambda c=cell: c.zero_state({"U": np.ones(3)}), r"U has shape \(3,\)"),
        ]
        for cell in (rnn, lstm, gru)
    },
    rnn.shapes: [(lambda: variant(rnn, activation="x"), "activation is 'x'; it must be")],
    lstm.shapes: [(lambda: variant(lstm, peephole="no"), "peephole is 'no'; it must be")],
    gru.shapes: [(lambda: variant(gru, reset="x"), "reset is 'x'; it must be one of")],
    diagnostics.step_jacobians: bad_trace(
        lambda p: diagnostics.step_jacobians(rnn, p, TRACE)
    ),
    diagnostics.memory: [
        *bad_trace(lambda p: diagnostics.memory(rnn, p, TRACE)),
        (
            lambda: diagnostics.memory(rnn, PARAMS, TRACE, XS),
            r"\(4, 3\); it must be \(K, 2\)",
        ),
        (
            lambda: diagnostics.memory(rnn, PARAMS, TRACE, np.full((K, H), np.inf)),
            r"readout\[0, 0\] is inf",
        ),
    ],
    diagnostics.jacobian_products: [
        (lambda: diagnostics.jacobian_products(np.eye(2)), r"jacobians has shape \(2, 2\)"),
        (lambda: diagnostics.jacobian_products(np.ones((3, 2, 1))), r"shape \(3, 2, 1\)"),
        (lambda: diagnostics.jacobian_products(np.full((3, 2, 2), np.nan)), "is nan"),
    ],
    diagnostics.singular_values: [
        (lambda: diagnostics.singular_values(spoiled(np.eye(2), np.nan)), "is nan"),
    ],
    diagnostics.spectral_radius: [
        (
            lambda: diagnostics.spectral_radius(np.ones((2, 3))),
            r"matrices has shape \(2, 3\)",
        ),
        (lambda: diagnostics.spectral_radius(spoiled(np.eye(2), np.inf)), "is inf"),
    ],
    diagnostics.norm_bound: [
        (lambda: diagnostics.norm_bound(np.ones((2, 3)), 3), r"U has shape \(2, 3\)"),
        (lambda: diagnostics.norm_bound(spoiled(np.eye(2), np.nan), 3), "is nan"),
        (lambda: diagnostics.norm_bound(np.eye(2), -1), "steps is -1; it must be a whole"),
        (lambda: diagnostics.norm_bound(np.eye(2), 1.5), "steps is 1.5; it must be"),
        (lambda: diagnostics.norm_bound(np.eye(2), 3, "x"), "activation is 'x'; it must"),
    ],
    **{
        function: [
            *bad_trace(lambda p, f=function: f(rnn, p, TRACE, DHS)),
            *bad_dhs(lambda dhs, f=function: f(rnn, PARAMS, TRACE, dhs)),
        ]
        for function in (ledger.ledger, ledger.traces_by_loss)
    },
    ledger.total: [
        (lambda: ledger.total({}), "the ledger has 0 parameters"),
        (
            lambda: ledger.total(TERMS, np.ones((3, 3))),
            r"\(3, 3\); the ledger has \(4, 4\)",
        ),
    ],
    ledger.kept_terms: [
        (lambda: ledger.kept_terms(4, 2, 3), "stride is 3; it must be 1 … 2"),
        (lambda: ledger.kept_terms(4, 1.5), "window is 1.5; it must be a whole number"),
        (lambda: ledger.kept_terms(0, 2), "steps is 0; it must be a whole"),
    ],
    ledger.truncation: [
        (lambda: ledger.truncation({}, 1), "the ledger has 0 parameters"),
        (lambda: ledger.truncation(TERMS, 0), "window is 0; it must be a whole"),
        (
            lambda: ledger.truncation({"b": np.full((4, 4, 2), np.nan)}, 2),
            "norms are nan and nan",
        ),
    ],
    gradient_check.check_gradients: [
        (
            lambda: gradient_check.check_gradients(np.sum, {"W": XS}, {"U": XS}),
            r"no parameter U; there are \['W'\]",
        ),
        (
            lambda: gradient_check.check_gradients(np.sum, {"W": XS}, {"W": YS}),
            r"shape \(4, 5\), W has \(4, 3\)",
        ),
        (
            lambda: gradient_check.check_gradients(np.sum, {"W": XS}, {"W": XS}, [0.0]),
            "eps is 0.0; a step must be above zero",
        ),
        *[
            (
                lambda f=dropping: gradient_check.check_gradients(f, {"W": XS}, {"W": XS}),
                "f drops the imaginary part",
            )
            for dropping in (
                lambda p: float(np.sum(p["W"])),
                lambda p: float(np.sum(p["W"])) + np.sum(p["W"]),
                lambda p: np.sum(p["W"].astype(float)),
                lambda p: np.sum(p["W"]).real,
                lambda p: abs(np.sum(p["W"])),
                lambda p: sum(map(float, p["W"][0].tolist())),
            )
        ],
    ],
    **{
        function: [
            (lambda f=function: f(np.sum, XS, 0.0), "eps is 0.0; a step must be above"),
            (lambda f=function: f(np.sum, XS, np.nan), "eps is nan"),
        ]
        for function in (gradient_check.central_difference, gradient_check.complex_step)
    },
    **{
        function: [
            (lambda f=function: f(np.ones(3), np.ones(1)), r"\(3,\), y has \(1,\)"),
            (lambda f=function: f(np.array(["a"]), np.ones(1)), "holds <U1; numbers are"),
        ]
        for function in (
            losses.cross_entropy,
            losses.cross_entropy_gradient,
            losses.squared_error,
            losses.squared_error_gradient,
        )
    },
    **{
        function: [
            (lambda f=function: f(np.ones((2, 0))), r"scores have shape \(2, 0\); "),
            (lambda f=function: f(np.ones(0)), r"scores have shape \(0,\); "),
            (lambda f=function: f(1.0), r"scores have shape \(\); \(…, K\) are needed"),
        ]
        for function in (losses.softmax, losses.log_softmax, losses.scores_of)
    },
    losses.perplexity: [
        (lambda: losses.perplexity("1"), "mean_loss is '1'; .* at least 0"),
        (lambda: losses.perplexity(np.nan), "mean_loss is nan; .* at least 0"),
        (lambda: losses.perplexity(1.0, base=1.0), "base is 1.0; .* above 1"),
    ],
    **{
        function: [
            (lambda f=function: f({}, np.eye(K)[:2], np.eye(K)[0]), "W_E is missing"),
            (
                lambda f=function: f(WINDOW, np.eye(K)[:3], np.eye(K)[0]),
                "3 words of D = 3; W_I has 6 columns",
            ),
            (
                lambda f=function: f(WINDOW, np.full((2, K), np.nan), np.eye(K)[0]),
                r"xs\[0\]\[0\] is nan",
            ),
            (
                lambda f=function: f(WINDOW, np.eye(K)[:2], np.eye(3)[0]),
                r"y\[0\] has shape \(3,\); it must be \(5,\)",
            ),
        ]
        for function in (feedforward.forward, feedforward.run)
    },
    feedforward.init: [(lambda: feedforward.init(RNG, K, 0, D, H), "at least 1")],
    feedforward.slide: [
        (
            lambda: feedforward.slide(WINDOW, np.eye(K)[:3], np.eye(K)[:1]),
            "there are 1 targets for 2 windows of 2 words",
        )
    ],
    feedforward.contexts: [
        (lambda: feedforward.contexts([0, 1], 2), "the text has 2 words")
    ],
    ngrams.NGrams: [
        (
            lambda: ngrams.NGrams.of("abx", n=2, vocabulary="ab"),
            "word 'x' of a text is not in the vocabulary",
        ),
        (lambda: ngrams.NGrams.of("ab", n=0), "n is 0; an n-gram has at least 1"),
        (lambda: ngrams.NGrams.of("", n=1), "the longest text has 0 words; n = 1 needs 1"),
        (lambda: ngrams.NGrams.of("ab", n=2).probability("z", "a"), "'z' is not among"),
        (lambda: ngrams.NGrams.of("ab", n=2).distribution("a", k=np.nan), "k is nan"),
        (lambda: ngrams.NGrams.of("ab", n=2).loss(""), "nothing to predict"),
    ],
    **{
        function: [
            (
                lambda f=function: f({"E": np.eye(2)}, np.ones(2), np.ones(2)),
                "V is missing",
            ),
            (
                lambda f=function: f(WORDS, np.ones(3), np.ones(2)),
                r"x\[0\] has shape \(3,\); it must be \(2,\)",
            ),
        ]
        for function in (embeddings.cbow, embeddings.skip_gram)
    },
    embeddings.init: [
        (lambda: embeddings.init(RNG, 0, 2), "vocabulary_size is 0"),
        (lambda: embeddings.init(RNG, 2, 2, scale=0), "scale is 0"),
    ],
    embeddings.widths: [(lambda: embeddings.widths(np.ones(2), "max"), "merge .*max")],
    embeddings.read: [
        (
            lambda: embeddings.read(WORDS, np.eye(2), np.eye(2)[:1]),
            "1 targets for 2 places",
        ),
        (lambda: embeddings.read(WORDS, np.eye(2), np.eye(2), "glove"), "model .*glove"),
    ],
    embeddings.together: [
        (
            lambda: embeddings.together(WORDS, np.eye(2), np.ones((1, 2))),
            r"Y has shape \(1, 2\); it must be \(2, 2\)",
        )
    ],
    embeddings.factorise: [
        (
            lambda: embeddings.factorise(
                {"Z": np.ones((2, 1)), "E": np.ones((3, 1))}, np.ones((3, 2))
            ),
            r"counts have shape \(3, 2\); the factors have \(2, 3\)",
        )
    ],
    nearness.neighbours: [
        (lambda: nearness.neighbours(np.eye(2), ["a"], "a"), "for 1 words"),
        (
            lambda: nearness.neighbours(np.eye(1), ["a"], "b"),
            "'b' is not among the 1 words",
        ),
        (lambda: nearness.neighbours(np.eye(1), ["a"], "a", count=0), "count is 0"),
    ],
    nearness.analogy: [
        (
            lambda: nearness.analogy(np.zeros((3, 2)), ["a", "b", "c"], "a", "b", "c"),
            "'a' has the vector 0",
        )
    ],
    floors.conditional_entropy: [
        (lambda: floors.conditional_entropy(np.zeros((2, 2))), "nor all 0"),
        (lambda: floors.conditional_entropy(np.array([[-1.0, 2]])), "not be negative"),
    ],
    floors.rank_error: [
        (lambda: floors.rank_error(np.ones((2, 3)), 3), "k is 3; .* from 0 to 2"),
        (lambda: floors.rank_error(np.ones(3), 1), r"shape \(3,\); \(N, K\)"),
    ],
    mixed_ngrams.MixedNGrams: [
        (lambda: mixed_ngrams.MixedNGrams.of("ab", n=0), "n is 0; an n-gram has at least"),
        (lambda: mixed_ngrams.MixedNGrams.of("ab", n=2).probability("z"), "'z' is not amo"),
        (lambda: mixed_ngrams.MixedNGrams.of("ab", n=2).loss(""), "texts have 0 words"),
    ],
    ngrams.free_parameters: [(lambda: ngrams.free_parameters(0, 2), "K is 0 and n 2")],
    documents.bags_of_words: [
        (lambda: documents.bags_of_words([]), "at least 1 text"),
        (lambda: documents.bags_of_words(["", "!"]), "0 words in 2 documents"),
    ],
    documents.similarities: [(lambda: documents.similarities("a", []), "at least 1 text")],
    documents.idf: [
        (lambda: documents.idf(np.ones(3)), r"counts have shape \(3,\); \(N, K\)"),
        (lambda: documents.idf(np.full((2, 2), np.nan)), r"counts\[0, 0\] is nan"),
        (lambda: documents.idf(np.array([[1.0, 0.0]])), "word 1 occurs in 0 of 1"),
    ],
    documents.tf_idf: [
        (lambda: documents.tf_idf(np.ones((2, 3)), np.ones(1)), r"\(1,\) for \(2, 3\)"),
    ],
    sizes.parameter_count: [
        (lambda: sizes.parameter_count(1, 1.5, 1), "H is 1.5; it must be a whole")
    ],
    sizes.program: [(lambda: sizes.program(1, 1, "K"), "K is 'K'; it must be a whole")],
    bugs.bug: [(lambda: bugs.bug("none"), "there is no bug 'none'; there are")],
    mutants.mutant: [(lambda: mutants.mutant("none"), "there is no bug 'none'")],
    mutants.edited: [
        (
            lambda: mutants.edited("", bugs.BUGS[0].edits),
            "occurs 0 times in cells.rnn; once",
        ),
    ],
    conformance.survives: [
        (lambda: conformance.survives(None, "none"), "there is no check 'none'; there are"),
    ],
}
# what is called between the edges, once for each step or entry, or takes no data
INNER = {
    feedforward: "summed",
    embeddings: "divisors",
    floors: "best floor",
    **dict.fromkeys((rnn, lstm, gru), "step step_backward parameter_gradients"),
    bptt: "at stacked fits in_order one_for_each_state all_parts",
    rtrl: "start step",
    losses: "surprise surprise_slope",
    language_model: "output output_backward to_state backward readout_gradients "
    "total as_vectors known first_state",
    diagnostics: "step_rows gradient_norms",
    ledger: "flat shares readout_shares",
    gradient_check: "slope_along error",
    ngrams: "smoothed",
    mixed_ngrams: "mixed",
    documents: "holding weights lengths cosines",
    nearness: "compared",
    helo: "parameters compare",
    mutants: "original",
    conformance: " ".join(
        name
        for name, c in conformance.CHECKS.items()
        if c.__module__ == conformance.__name__
    ),
}
CASES = [
    pytest.param(call, message, id=f"{function.__module__[9:]}.{function.__name__}-{i}")
    for function, cases in EDGES.items()
    for i, (call, message) in enumerate(cases)
]


for function in (losses.cross_entropy, losses.cross_entropy_gradient):
    for name, call, message in [
        ("sum", lambda f=function: f(np.ones(3), np.ones(3)), "y adds up to 3.0; a target"),
        ("nan", lambda f=function: f(np.array([0, np.nan]), 0), "best of 2 scores is nan"),
        ("inf", lambda f=function: f(np.array([0, np.inf]), 0), "best of 2 scores is inf"),
        ("all", lambda f=function: f(np.full(2, -np.inf), 0), "best of 2 scores is -inf"),
    ]:
        CASES.append(pytest.param(call, message, id=f"{function.__name__}-{name}"))
for name, probs in {
    "nan": [0.5, np.nan],
    "negative": [1.5, -0.5],
    "half": [0.25, 0.25],
    "empty": [],
    "matrix": [[1.0]],
}.items():
    CASES.append(
        pytest.param(
            lambda p=probs: sampling.draw(np.array(p), 0.5),
            r"probs are .*; \(K,\) of at least 0, together 1, are needed",
            id=f"draw-{name}",
        )
    )
for function in (
    clipping.global_norm,
    clipping.clip_by_global_norm,
    clipping.clip_by_value,
):
    more = [] if function is clipping.global_norm else [1.0]
    CASES += [
        pytest.param(
            lambda f=function, v=value, m=more: f({"b": np.array([0.0, v])}, *m),
            rf"the gradient of b\[1\] is {value}; it must be finite",
            id=f"{function.__name__}-{value}",
        )
        for value in (np.inf, -np.inf, np.nan)
    ]


@pytest.mark.parametrize("call, message", CASES)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


MODULES = {f.__module__ for f in EDGES} | {"unrolled.museum.mutants"}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_public_function_is_an_edge_or_between_them(name):
    module = importlib.import_module(name)
    public = {
        own.__name__
        for own in vars(module).values()
        if inspect.isfunction(own)
        and own.__module__ == module.__name__
        and not own.__name__.startswith("_")
    }
    edges = {f.__name__ for f in EDGES if f.__module__ == module.__name__}
    inner = set(INNER.get(module, "").split())
    assert public <= edges | inner and not edges & inner
    assert inner <= public


@pytest.mark.parametrize("kind", ["u1", "i1", "i8", "?"])
def test_whole_numbers_are_taken_as_floats(kind):
    whole, y = np.array([1, 0, 1], kind), np.array([0, 1, 0], kind)
    real = whole.astype(float)
    for function in (losses.softmax, losses.log_softmax, sampling.distribution):
        np.testing.assert_array_equal(function(whole), function(real))
    for function in (
        losses.cross_entropy,
        losses.cross_entropy_gradient,
        losses.squared_error,
        losses.squared_error_gradient,
    ):
        found = function(whole, y)
        np.testing.assert_array_equal(found, function(real, y.astype(float)))


@pytest.mark.parametrize("size", [1.0, -1e308, 1e308, 1e-300])
def test_a_forbidden_score_beside_others_costs_nothing_unless_it_is_asked_for(size):
    scores = np.array([-np.inf, size, size])
    assert losses.cross_entropy(scores, 1) == pytest.approx(np.log(2))
    assert losses.cross_entropy(scores, 0) == np.inf
    single = scores.astype("f4") if abs(size) == 1 else scores
    assert losses.cross_entropy(single, np.array([0, 0.5, 0.5])) == pytest.approx(np.log(2))


def test_a_huge_loss_has_a_perplexity_beyond_all_numbers():
    assert losses.perplexity(1e6) == losses.perplexity(np.inf) == np.inf


def test_two_steps_may_be_written_as_a_float():
    found = bptt.truncated(rnn, PARAMS, TRACE, DHS, 2.0, 1.0)
    np.testing.assert_array_equal(found.x, bptt.truncated(rnn, PARAMS, TRACE, DHS, 2, 1).x)
    np.testing.assert_array_equal(
        ledger.kept_terms(4.0, 2.0, 1.0), ledger.kept_terms(4, 2, 1)
    )


def test_a_gradient_check_accepts_what_does_not_depend_on_the_parameter():
    for loss in (lambda p: 3.0, lambda p: float(np.sum(YS)), lambda p: np.sum(p["U"])):
        curve = gradient_check.check_gradients(
            loss, {"W": XS, "U": XS}, {"W": 0 * XS}, [1e-5]
        )
        assert curve["W"].complex_step == 0


def test_sums_over_no_step_are_zero():
    assert outer_sum(np.zeros((0, 2)), np.zeros((0, 3))) == 0
