"""A letter model on a text of the reader's own: one update and one step of writing.

Neither the letters of that text nor the number of units are known when a program is
recorded, so both programs are of any size, see `unrolled.any_size`: K letters, H units.  A
page that feeds an update into itself does what `unrolled.train` does with these settings:

    train(cell, params, Stream(ids, length=LENGTH), stateful=True, average=True,
          optimizer=Adam(learning_rate), max_norm=max_norm)

In letters, for each parameter p with the gradient dp of a window of T letters:

    g      = dp / T          of one letter, on average                   (P4)
    g      = (C4)            shortened: all of them are one vector       (P5)
    p_next = (O8) to (O12)   Adam's step                                 (P6)

Sources: `unrolled.clipping` and `unrolled.optimizers`; D. P. Kingma, J. Ba, "Adam: a method
for stochastic optimization", ICLR 2015.
"""

from functools import cache, partial
from typing import Any

import numpy as np

from ..arrays import Array, NamedState, Params
from ..cells import gru, lstm, rnn
from ..cells.cell import Cell, by_name, in_order
from ..checks import letters
from ..models import language_model
from ..models.model import Model
from ..notation import known
from ..recording import Program, Recorder
from ..recording.any_size import any_size
from ..text.letters import Vocabulary, graphemes
from ..training.loop import clipped
from ..training.optimizers import Adam, Optimizer
from .described import described
from .writer import written

# by T. Sullivan, 1908; eleven different letters
TWISTER = "she sells sea shells\non the sea shore\n" * 12
LENGTH = 25  # letters of a window
SHORT = 5  # of one whose update can be stepped through
TAGS = ["P4", "P5", "P6"]  # of what changes the weights
COUNT = "updates"  # what a page calls Adam's n, for the GRU has one, too
RULES = ("optimizers.", "clipping.")  # whose g, m and n are no values of a cell
CELLS = {"rnn": rnn, "gru": gru, "lstm": lstm}
SETTINGS = {"learning_rate": 0.005, "max_norm": 1.0}
KEPT = (
    ("g", "ḡ", "mean gradient of"),
    ("clipped", "g", "shortened gradient of"),
    ("m", "m", "running mean of the gradient of"),
    ("v", "v", "running mean of the squared gradient of"),
)


def update(
    cell: Cell,
    params: Params,
    memory: dict[str, Any],
    xs: Any,
    ys: Any,
    state: NamedState,
    learning_rate: Array,
    max_norm: Array,
) -> dict[str, Any]:
    """Make one update from a window, and give what the next one starts from.

    Parameters
    ----------
    cell : module
    params : dict of ndarray
    memory : dict
        Of `unrolled.optimizers.Adam`.
    xs, ys : sequence of T vectors (K,)
    state : dict of ndarray (H,)
        That the window before ended in.
    learning_rate, max_norm : float

    Returns
    -------
    dict
        ``mean``, the loss of a letter; ``norm``, of the gradient; and, with names that end
        in ``_next``, parameters, memory and state.
    """
    done = language_model.run(cell, params, xs, ys, in_order(state))
    T = len(ys)
    means: Params = {}
    then: dict[str, Any] = {}
    for name, gradient in done.gradients.items():
        means[name] = gradient / T  # (P4)
    clip = clipped(means, max_norm)  # (P5)
    for name, parameter in params.items():
        adam = partial(adam_step, Adam(learning_rate), memory, name)
        parameter = adam(parameter, clip.gradients[name])  # (P6)
        then |= parameter
    then |= {name: h[T - 1] for name, h in by_name(done.trace.state).items()}
    return {
        **{"done": done, "mean": done.L / T},
        **{"norm": clip.norm, "clipped_norm": clip.clipped_norm},
        **{f"g_{name}": g for name, g in means.items()},
        **{f"clipped_{name}": g for name, g in clip.gradients.items()},
        **{f"{name}_next": value for name, value in then.items()},
    }


def adam_step(
    optimizer: Optimizer, memory: dict[str, Any], name: str, p: Array, gradient: Array
) -> dict[str, Any]:
    """Move one parameter; give it, and what the optimizer keeps of it."""
    after, kept = optimizer.update({name: p}, {name: gradient}, memory)
    own = {f"{letter}_{name}": kept[f"{letter}_{name}"] for letter in optimizer.KEEPS}
    return after | own | {COUNT: kept["n"]}


def recorded(cell: Cell, params: Params, ids: Any) -> Program:
    """Record the first update, on a window of letters that `ids` are places of."""
    K = len(params["V"])
    recorder = Recorder()
    traced = recorder.parameters(params)
    xs = recorder.sequence("input", "x", np.eye(K)[ids[:-1]])
    ys = recorder.sequence("target", "y", np.eye(K)[ids[1:]])
    begin = by_name(cell.zero_state(params))
    state = {name: recorder.leaf("state", name, part, t=0) for name, part in begin.items()}
    kept = Adam().init(params)
    memory = {
        name: recorder.leaf("state", COUNT if name == "n" else name, part)
        for name, part in kept.items()
    }
    settings = {k: recorder.leaf("hyperparameter", k, x) for k, x in SETTINGS.items()}
    return recorder.program(update(cell, traced, memory, xs, ys, state, **settings))


def step(cell: Cell, K: int, H: int) -> Program:
    """Record one step of writing at these sizes: `unrolled.writer.written`."""
    model, params = Model.of(cell), language_model.init(cell, 0, K, H)
    recorder = Recorder()
    traced = recorder.parameters(params)
    x = recorder.leaf("input", "x", np.eye(K)[0])
    state = {
        name: recorder.leaf("state", name, part)
        for name, part in model.network.initial_state(params).items()
    }
    u, heat = (
        recorder.leaf("hyperparameter", name, value)
        for name, value in (("u", 0.5), ("temperature", 1.0))
    )
    return recorder.program(written(model, traced, x, state, u, heat))


def opened(cell: Cell, params: Params, vocabulary: Vocabulary, text: str) -> Program:
    """Record the first update for the Tape: forward, back, and all that Adam does.

    Parameters
    ----------
    cell : module
    params : dict of ndarray
    vocabulary : Vocabulary
    text : str
        A window: its letters are read but for the last, and predicted but for the first.

    Raises
    ------
    ValueError
        If the text has fewer than two letters, or one that is not in the vocabulary.

    Examples
    --------
    >>> params = language_model.init(rnn, 0, 4, 3)
    >>> one = opened(rnn, params, Vocabulary("helo"), "hello")
    >>> one.value("W_next").shape, one.data["update"]
    ((3, 4), ['P4', 'P5', 'P6'])
    """
    letters(text, 2, "one to read and one to predict")
    program = recorded(cell, params, vocabulary.encode(text))
    told = described(program, vocabulary, cell, update=TAGS).data
    for node in told["nodes"]:
        if "at" in node and told["places"][node["at"]].get("eq") in TAGS:
            node["back"] = True  # the number of the update, too
    told["symbols"] = told["symbols"] | symbols(params)
    told["lines"] = {
        place: {side: plainly(place, tokens) for side, tokens in line.items()}
        for place, line in told["lines"].items()
    }
    return Program(told)


def first(text: str, cell: str = "rnn", hidden_size: int = 4) -> Program:
    """Record the first update that a page makes on a text, with the seed 0.

    >>> first("hello").value("L").round(2)
    np.float64(5.79)
    """
    read = graphemes(text)
    own, vocabulary = CELLS[cell], Vocabulary(sorted(set(read)))
    params = language_model.init(own, 0, len(vocabulary), hidden_size)
    return opened(own, params, vocabulary, "".join(read[: SHORT + 1]))


def plainly(place: str, tokens: list[Any]) -> list[Any]:
    """Write the letters of a rule as they are, which cells have for something else."""
    if not place.startswith(RULES):
        return tokens
    return [(*at, text, known and text not in "gmnv") for *at, text, known in tokens]


def symbols(params: Params) -> dict[str, dict[str, Any]]:
    """Say how the values of an update are written.

    >>> symbols({"b": np.zeros(2)})["b_next"]["glyph"]
    'b′'
    """
    found: dict[str, dict[str, Any]] = {
        COUNT: {"glyph": "n", "role": "state", "words": "updates so far", "time": None}
    }
    found[f"{COUNT}_next"] = found[COUNT] | {"glyph": "n′", "words": "updates now"}
    for name in params:
        own = known(name)
        assert own is not None
        about = {"axes": own.axes, "time": None}
        of = {"sup": own.glyph + own.sup, "role": "gradient", **about}
        for before, glyph, words in KEPT:
            found[f"{before}_{name}"] = {"glyph": glyph, "words": f"{words} {name}"} | of
        for before in Adam.KEEPS:
            kept = found[f"{before}_{name}"]
            found[f"{before}_{name}_next"] = kept | {"glyph": f"{before}′"}
        moved = {"glyph": f"{own.glyph}′", "role": own.role, "sup": own.sup}
        found[f"{name}_next"] = moved | about | {"words": f"{own.words}, after the update"}
    return found


@cache
def programs(cell: str) -> dict[str, Any]:
    """Give all that a page needs of a cell.

    ``update`` and ``short`` are updates on `LENGTH` and on `SHORT` letters, the second one
    told for the Tape; ``step`` is one step of writing, and ``start`` how weights begin.

    >>> [one["name"] for one in programs("lstm")["start"]]
    ['W', 'U', 'b', 'V', 'c']
    """
    own = CELLS[cell]
    return {
        "update": any_size(partial(drawn, own, LENGTH), "KH"),
        "short": any_size(partial(drawn, own, SHORT), "KH", told=True),
        "step": any_size(lambda K, H: step(own, K, H), "KH"),
        "start": start(own),
    }


def drawn(cell: Cell, length: int, K: int, H: int) -> Program:
    """Record an update at these sizes, on any letters; a short one is told."""
    params, ids = language_model.init(cell, 0, K, H), np.arange(length + 1) % K
    if length > SHORT:
        return recorded(cell, params, ids)
    letters = "".join(map(chr, range(ord("a"), ord("a") + K)))
    return opened(cell, params, Vocabulary(letters), letters[: length + 1])


def start(cell: Cell) -> list[dict[str, Any]]:
    """Say how each parameter begins, in the order in which `language_model.init` draws.

    ``shape`` has letters for K and H; ``rows`` is what each row is filled with, or None for
    numbers that are drawn from U(-1/sqrt(H), 1/sqrt(H)).
    """
    K, H = 5, 7
    letters = {K: "K", H: "H"}
    found = []
    for name, p in language_model.init(cell, 0, K, H).items():
        rows = p.reshape(-1, p.shape[-1])
        filled = bool((rows == rows[:, :1]).all())
        shape = [letters.get(n, n) for n in p.shape]
        fills = rows[:, 0].tolist() if filled else None
        found.append({"name": name, "shape": shape, "rows": fills})
    return found
