"""Whole networks from and to PyTorch and Keras, without either of them.

A state dict may have prefixes, layers, directions, an ``nn.Embedding`` and an
``nn.Linear``; the weights of a Keras model are one list.  `unrolled.cells.blocks` says how
the parameters of one cell stand there.

    PyTorch  rnn.weight_ih_l0, rnn.weight_ih_l0_reverse, rnn.weight_ih_l1, …; weight_ih of
             an LSTMCell; embedding.weight (I, D); linear.weight (K, H), linear.bias (K,)
    Keras    embeddings (I, D); for each layer and direction kernel, recurrent kernel and
             bias; of a Dense layer kernel (H, K) and bias (K,)

Weights do not tell everything: `from_keras` also takes the configuration, and refuses by
name what has no equal here (``hard_sigmoid``, masks, ``go_backwards``).

    >>> from unrolled import lstm
    >>> model = Model(Network(lstm))
    >>> params = model.init(0, input_size=7, hidden_size=3, embedding_size=5)
    >>> [*to_torch(model, params)][:3]
    ['embedding.weight', 'rnn.weight_ih_l0', 'rnn.weight_hh_l0']
    >>> [array.shape for array in to_keras(model, params)]
    [(7, 5), (5, 12), (3, 12), (12,), (3, 7), (7,)]
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from ..arrays import Params
from ..cells import blocks
from ..networks.network import REVERSE, Network
from .model import AnyModel, Model

Named = dict[str, np.ndarray]
PARTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
FIRST = re.compile(r"(?:(.*)\.)?weight_ih(_l0)?")  # of a layer, or of a cell
OWN = re.compile(r"(weight|bias)_(ih|hh|hr)(_l\d+(_reverse)?)?")


def to_torch(
    model: AnyModel,
    params: Params,
    rnn: str | None = None,
    embedding: str = "embedding",
    linear: str = "linear",
) -> Named:
    """Write parameters as a state dict of PyTorch.

    Parameters
    ----------
    model : Model, Network or cell
        A GRU must have ``reset="after"``.  Of a network or cell the readout is left out.
    params : dict of ndarray
    rnn, embedding, linear : str
        What your ``nn.Module`` calls its ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU``, its
        ``nn.Embedding`` and its ``nn.Linear``.  `rnn` is ``"rnn"`` if left out; or ``""``,
        for the state dict of the layer itself, where it stands alone.

    Returns
    -------
    dict of ndarray
        For ``module.load_state_dict``, each turned into a tensor.

    Raises
    ------
    ValueError
        If PyTorch has no such network, or if a shape does not fit.
    """
    net, whole = _torch_network(model), isinstance(model, Model)
    _no_trainable_state(net, params)
    prefix = rnn if rnn is not None else "rnn" if whole or "E" in params else ""
    state: Named = {}
    if "E" in params:
        state[f"{embedding}.weight"] = params["E"].copy()
    for ours, theirs in _suffixes(net):
        own = {name: params[name + ours] for name in net.cell.SHAPES}
        weights = blocks.to_torch(net.cell, own)
        state |= {
            _joined(prefix, part + theirs): p
            for part, p in zip(PARTS, weights, strict=True)
        }
    if whole:
        Model.of(model).sizes(params)
        state |= {
            f"{linear}.weight": params["V"].copy(),
            f"{linear}.bias": params["c"].copy(),
        }
    return state


def from_torch(
    model: AnyModel,
    state: Mapping[str, Any],
    rnn: str | None = None,
    embedding: str | None = None,
    linear: str | None = None,
) -> Params:
    """Read parameters from the state dict of a PyTorch module.

    Parameters
    ----------
    model : Model, Network or cell
        A model has a readout, an ``nn.Linear``; a network or a cell has none.
    state : mapping of str to tensor or ndarray
        ``module.state_dict()``; tensors may need a gradient, and lie anywhere.  Missing
        biases (``bias=False``) are zero.
    rnn, embedding, linear : str, optional
        As for `to_torch`; what is left out is found by names and shapes, where only one
        can be meant.

    Raises
    ------
    ValueError
        If PyTorch has no such network, if an entry is missing, belongs to nothing or may be
        two things, or if a shape does not fit.
    """
    net = _torch_network(model)
    left = {name: _array(name, value) for name, value in state.items()}
    prefix, numbered = _recurrent(left, rnn)
    params: Params = {}
    for ours, theirs in _suffixes(net):
        if not numbered and theirs != "_l0":
            raise ValueError(f"{net} has several layers or directions; a cell has one")
        ends = [_joined(prefix, part + (theirs if numbered else "")) for part in PARTS]
        for name in ends[:2]:
            if name not in left:
                raise ValueError(f"{name} is missing; there are {[*state]}")
        own = blocks.from_torch(net.cell, [left.pop(name, None) for name in ends])
        params |= {name + ours: p for name, p in own.items()}
    _no_more_layers(net, prefix, left)
    table = _table(left, embedding, linear, params["W"].shape[-1])
    params = ({"E": left.pop(table)} if table else {}) | params
    if isinstance(model, Model):
        params |= _linear(left, linear)
    if left:
        raise ValueError(f"{next(iter(left))} belongs to no part of {_name(model)}")
    return _fitting(model, params)


def to_keras(model: AnyModel, params: Params) -> list[np.ndarray]:
    """Write parameters as the weights of a Keras model.

    Parameters
    ----------
    model : Model, Network or cell
        Of a network or cell the readout is left out.
    params : dict of ndarray

    Returns
    -------
    list of ndarray
        For ``model.set_weights``, or of one cell for ``layer.set_weights``.

    Raises
    ------
    ValueError
        If Keras has no such network, or if a shape does not fit.
    """
    net = Model.of(model).network
    blocks.form(net.cell)
    _no_trainable_state(net, params)
    weights = [params["E"].copy()] if "E" in params else []
    for ours, _ in _suffixes(net):
        own = {name: params[name + ours] for name in net.cell.SHAPES}
        weights += blocks.to_keras(net.cell, own)
    if isinstance(model, Model):
        model.sizes(params)
        weights += [params["V"].T.copy(), params["c"].copy()]
    return weights


def from_keras(model: AnyModel, weights: Sequence[Any], config: Any = None) -> Params:
    """Read parameters from the weights of a Keras layer or model.

    Parameters
    ----------
    model : Model, Network or cell
        A model has a readout, a ``Dense`` layer; a network or a cell has none.
    weights : list of ndarray
        ``layer.get_weights()`` or ``model.get_weights()``: an embedding, if there is one,
        then the layers.  Missing biases (``use_bias=False``) are zero.
    config : dict, optional
        ``get_config()`` of the same: what the weights do not tell is compared with `model`.

    Raises
    ------
    ValueError
        If Keras has no such network, if the number of weights or a shape does not fit, or
        if `config` asks for what has no equal here: another gate than ``sigmoid`` (such as
        ``hard_sigmoid``), masks, or ``go_backwards``.
    """
    net, whole = Model.of(model).network, isinstance(model, Model)
    _same_settings(net, config)
    arrays = [_array(f"weight {i}", value) for i, value in enumerate(weights)]
    cells = len([*_suffixes(net)])
    ways = [
        way
        for way in product((0, 1), (3, 2), (2, 1) if whole else (0,))
        if way[0] + way[1] * cells + way[2] == len(arrays)
    ]
    read, wrong = [], []
    for way in ways:
        try:
            read.append(_fitting(model, _keras(net, arrays, *way)))
        except ValueError as error:
            wrong.append(error)
    if wrong and not read:
        raise wrong[0]
    if len(read) != 1:
        raise ValueError(
            f"there are {len(arrays)} weights; {_name(model)} has 3 (or without a bias "
            f"2) for each of {cells} cells, 1 before them for an embedding, and 2 (or 1) "
            "after them for the readout of a Model"
        )
    return read[0]


def _keras(
    net: Network, arrays: list[np.ndarray], table: int, each: int, end: int
) -> Params:
    """Read a list of weights: an embedding or none, so many for each cell, and the last."""
    params: Params = {"E": arrays[0]} if table else {}
    for n, (ours, _) in enumerate(_suffixes(net)):
        start = table + n * each
        own = arrays[start : start + each]
        if any(p.ndim != 2 for p in own[:2]):
            raise ValueError(
                f"weight {start} has shape {own[0].shape}; a kernel is a matrix"
            )
        params |= {k + ours: p for k, p in blocks.from_keras(net.cell, own).items()}
    if end:
        V = arrays[-end].T.copy()
        params |= {"V": V, "c": arrays[-1] if end == 2 else np.zeros(len(V))}
    return params


def _same_settings(net: Network, config: Any, backward: bool = False) -> None:
    """Insist that a Keras configuration describes this network, wherever it says so."""
    if isinstance(config, (list, tuple)):
        for part in config:
            _same_settings(net, part, backward)
    if not isinstance(config, Mapping):
        return
    for name, found, needed in _settings(net, config, backward):
        if found != needed:
            raise ValueError(
                f"{name} is {found!r} in Keras; {net} has {needed!r}, and no other"
                if needed is not None
                else f"{name} is {found!r} in Keras; {net} has no equal"
            )
    for name, part in config.items():
        _same_settings(net, part, backward or name == "backward_layer")


def _settings(
    net: Network, config: Mapping[str, Any], backward: bool
) -> Iterator[tuple[str, Any, Any]]:
    """Yield settings of Keras that matter, as they are and as they must be."""
    cell = blocks.form(net.cell)
    if config.get("class_name") == "Masking":
        yield "class_name", "Masking", None
    if config.get("mask_zero"):
        yield "mask_zero", True, False
    if "recurrent_initializer" in config:  # a recurrent layer
        yield (
            "recurrent_activation",
            config.get("recurrent_activation", "sigmoid"),
            "sigmoid",
        )
        activation = cell.options.get("activation", "tanh")
        yield "activation", config.get("activation", activation), activation
        if not backward:
            yield "go_backwards", config.get("go_backwards", False), False
    if "reset_after" in config:
        after = cell.options.get("reset", "before") == "after"
        yield "reset_after", config["reset_after"], after
    if "merge_mode" in config:
        mode = "sum" if net.merge == "sum" else "concat"
        yield "merge_mode", config["merge_mode"], mode


def _torch_network(model: AnyModel) -> Network:
    """Give the network, and refuse what PyTorch does not have."""
    net: Network = Model.of(model).network
    blocks.torch_form(net.cell)
    if net.layers > 1 and net.bidirectional and net.merge != "concatenate":
        raise ValueError(f"PyTorch concatenates two directions; {net} has no equal there")
    return net


def _suffixes(net: Network) -> Iterator[tuple[str, str]]:
    """Yield what the names of each cell end with, here and in PyTorch."""
    if net.skip:
        raise ValueError(f"PyTorch and Keras skip no layer; {net} has no equal there")
    for layer in range(net.layers):
        for ours in net.suffixes(layer):
            yield ours, f"_l{layer}" + (REVERSE if ours.endswith(REVERSE) else "")


def _recurrent(state: Named, rnn: str | None) -> tuple[str, bool]:
    """Find the recurrent layer: its prefix, and whether its names have numbers."""
    found = {m[1] or "": bool(m[2]) for name in state if (m := FIRST.fullmatch(name))}
    if rnn is not None:
        found = {prefix: numbered for prefix, numbered in found.items() if prefix == rnn}
    if not found:
        name = _joined(rnn or "", "weight_ih_l0")
        raise ValueError(f"{name} is missing; there are {[*state]}")
    if len(found) > 1:
        raise ValueError(f"rnn may be any of {sorted(found)}; say which")
    return next(iter(found.items()))


def _no_more_layers(net: Network, prefix: str, left: Named) -> None:
    """Insist that nothing of the recurrent layer is left."""
    for name in left:
        own = name.removeprefix(prefix + ".") if prefix else name
        if OWN.fullmatch(own):
            why = "has no projections (proj_size)" if "_hr" in own else "has none such"
            raise ValueError(f"{name} is there, but {net} {why}")


def _table(left: Named, embedding: str | None, linear: str | None, size: int) -> str | None:
    """Find the entry of the embedding: a matrix (I, D) without a bias, not the readout."""
    if embedding is not None:
        name = _joined(embedding, "weight")
        if name not in left:
            raise ValueError(f"{name} is missing; there are {[*left]}")
        return name
    alone = [
        name
        for name, value in left.items()
        if value.ndim == 2
        and value.shape[1] == size
        and name.endswith("weight")
        and name.removesuffix("weight") + "bias" not in left
        and name != _joined(linear or "", "weight")
    ]
    if len(alone) > 1:
        raise ValueError(f"embedding may be any of {alone}; say which with embedding=")
    return alone[0] if alone else None


def _linear(left: Named, linear: str | None) -> Params:
    """Take the readout out of what is left."""
    names = [name for name in left if name.endswith("weight")]
    if linear is not None:
        names = [name for name in names if name == _joined(linear, "weight")]
    if len(names) != 1:
        raise ValueError(
            f"linear may be any of {names}; say which with linear="
            if names
            else f"{_joined(linear or 'linear', 'weight')} is missing, the readout; there "
            f"are {[*left]}"
        )
    V = left.pop(names[0])
    return {
        "V": V,
        "c": left.pop(names[0].removesuffix("weight") + "bias", np.zeros(len(V))),
    }


def _fitting(model: AnyModel, params: Params) -> Params:
    """Insist that all parts fit together."""
    whole = params
    if "V" not in params:  # a readout that fits, for what has none
        net = Model.of(model).network
        width = net.width(params["U" + net.suffixes(net.layers - 1)[0]].shape[-1])
        whole = params | {"V": np.zeros((1, width)), "c": np.zeros(1)}
    Model.of(model).sizes(whole)
    return params


def _no_trainable_state(net: Network, params: Params) -> None:
    """Refuse what has no place among weights: a state is an argument there."""
    for name in net.initial_state(params):
        if name in params:
            raise ValueError(
                f"{name} is a trainable state; PyTorch and Keras have none among their "
                "weights: leave it out, and hand it over with the inputs"
            )


def _name(model: AnyModel) -> str:
    """Name a model, a network or a cell in an error."""
    return repr(model if isinstance(model, Model) else Model.of(model).network)


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def _array(name: str, value: Any) -> np.ndarray:
    """Turn an array or a tensor, wherever it lies, into an array of its own."""
    if hasattr(value, "detach"):  # a tensor that needs a gradient says no to NumPy
        value = value.detach().cpu().double().numpy()
    try:
        return np.array(value, float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {type(value).__name__}; numbers are needed") from None
