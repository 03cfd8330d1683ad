"""Passes through networks of several cells, recorded: layers, directions, two networks.

A name ends with the cell it belongs to, as its parameters do, and every value has its place
on one time axis: a cell that reads from the end begins at the last step, and a decoder goes
on where its encoder ended.

>>> from unrolled import helo, rnn
>>> deep = program(Network(rnn, layers=2), helo.VOCABULARY, "hell", "ello")
>>> deep.value("h", t=2).shape, deep.value("h1", t=2).shape
((3,), (3,))
"""

from typing import Any, NamedTuple

from ..arrays import Array, Params
from ..models.model import Model
from ..networks.network import Network
from ..notation import SYMBOLS, symbols
from ..recording import Program, Recorder
from ..teaching import layouts
from ..text.letters import Vocabulary
from .described import described

HIDDEN = 3


class Told(NamedTuple):
    """What a recording names, in this order."""

    reads: dict[str, Array]  # what a layer reads that is no cell's own state
    layers: Any  # traces of the cells
    output: Any
    L: Array
    d_layers: Any = None  # traces of their gradients
    d_output: Any = None
    gradients: Any = None  # by the names of the parameters


def program(
    network: Network,
    vocabulary: Vocabulary,
    inputs: str,
    targets: str,
    params: Params | None = None,
    backward: bool = False,
    seed: int = 0,
) -> Program:
    """Record a pass of a network with a readout over a word.

    Parameters
    ----------
    network : Network
    vocabulary : Vocabulary
    inputs, targets : str
        T letters each: what is read, and what should be predicted after each of them.
    params : dict of ndarray, optional
        Those of a `Model` of this network; drawn with `seed` for 3 units if left out.
    backward : bool
        Whether to record the way back, too.
    seed : int

    Raises
    ------
    ValueError
        If a letter is not in the vocabulary, or if a shape does not fit.
    """
    model, K = Model(network), len(vocabulary)
    if params is None:
        params = model.init(seed, K, HIDDEN)
    recorder = Recorder()
    traced = recorder.parameters(params)
    state = {
        name: recorder.leaf("state", name, part, t=0)
        for name, part in network.initial_state(params).items()
    }
    xs = recorder.sequence("input", "x", vocabulary.one_hot(inputs))
    ys = recorder.sequence("target", "y", vocabulary.one_hot(targets))
    run: Any = model.run if backward else model.forward
    trace, *rest = run(traced, xs, ys, state)
    told = Told(_reads(network, trace), [*trace.layers.values()], *rest[:2])
    if backward:
        d_trace, d_output, gradients = rest[2:]
        told = Told(*told[:4], [*d_trace.layers.values()], d_output, gradients)
    return closed(recorder, told, vocabulary, called(network), layouts.of_network(network))


def called(network: Network) -> dict[str, dict[str, str]]:
    """Say what the names of a line stand for in each cell, where it is another value.

    >>> from unrolled import rnn
    >>> called(Network(rnn, layers=2))["1"]
    {'x': 'h'}
    """
    found: dict[str, dict[str, str]] = {}
    for layer in range(network.layers):
        for suffix in network.suffixes(layer):
            below = network.suffixes(layer - 1)[0] if layer else ""
            own = network.bidirectional or network.skip
            merged = f"x{layer}" if own else f"h{below}"
            found[suffix] = {"x": merged if layer else "x"}
            if layer < network.layers - 1:
                above = network.suffixes(layer + 1)[0]
                found[suffix]["dhs"] = f"dx{above}"
    return found | {"out": {"h": read_out(network)}}


def read_out(network: Network) -> str:
    """Name what the readout reads."""
    if network.skip:
        return "all"
    return "both" if network.bidirectional else network.top


def _reads(network: Network, trace: Any) -> dict[str, Array]:
    """Name what the merging of two directions gives; a single cell's states have names."""
    if not network.bidirectional and not network.skip:
        return {}
    above = range(1, network.layers)
    return {read_out(network): trace.outputs} | {
        f"x{layer}": trace.layers[network.suffixes(layer)[0]].x for layer in above
    }


def closed(
    recorder: Recorder,
    told: Any,
    vocabulary: Vocabulary,
    names_in: dict[str, dict[str, str]],
    layout: dict[str, Any] | None,
) -> Program:
    """Close a recording of several cells, with all that a page asks for."""
    recorded = recorder.program(told)
    cells = {name + suffix for name, suffix in _in_cells(recorded)}
    more = {"called": names_in} | ({"layout": layout} if layout else {})
    program = described(recorded, vocabulary, names=cells, **more)
    if (about := program.data["symbols"].get("dh_out")) is not None:
        about |= _belongs_to(names_in["out"]["h"])
    return program


def _belongs_to(read: str) -> dict[str, Any]:
    """Say how the gradient of what is read out is written, other than that of a state h."""
    own = read.removeprefix("h")
    if own == read and own in SYMBOLS and not SYMBOLS[own].sup:
        return symbols({f"d{own}"})[f"d{own}"]
    several = symbols({own}).get(own, {}).get("sup")  # states of more than one cell
    return {"sup": several} if several else symbols({f"dh_out{own}"})[f"dh_out{own}"]


def _in_cells(program: Program) -> set[tuple[str, str]]:
    """Collect the names in the lines that run in the cells, each with its cell."""
    data = program.data
    found = set()
    for node in data["nodes"]:
        if "cell" in node and "at" in node:
            place = data["places"][node["at"]]
            line = data["lines"].get(f"{place['fn']}:{place['line']}")
            tokens = [*line["tokens"], *line["target"]] if line else []
            found |= {(text, node["cell"]) for _, _, text, known in tokens if known}
    return found
