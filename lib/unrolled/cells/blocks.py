"""The parameters of one cell in the shapes and orders of PyTorch and Keras.

They stand for the same cells:

    PyTorch  weight_ih (G·H, D), weight_hh (G·H, H), bias_ih and bias_hh (G·H,);
             LSTM in the order i, f, g, o; GRU r, z, n, reset after, z keeps
    Keras    kernel (D, G·H), recurrent_kernel (H, G·H), bias (G·H,);
             LSTM in the order i, f, c, o; GRU z, r, h, z keeps; with reset_after=True,
             which is the default, the bias is (2, 3·H)

where G is the number of blocks.  A GRU whose z overwrites becomes one whose z keeps when
W_z, U_z and b_z change their sign, because 1 - sigmoid(a) = sigmoid(-a).  Whole networks
are for `unrolled.convert`.

    >>> from unrolled import lstm
    >>> [array.shape for array in to_keras(lstm, lstm.init(0, 5, 3))]
    [(5, 12), (3, 12), (12,)]
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arrays import Params, sizes
from . import gru, lstm, rnn
from .cell import Cell, Variant, name_of, variant

Blocks = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]
Orders = dict[Any, tuple[int, ...]]
# which of our blocks stands where: LSTM i f o C as i f C o; GRU z r h as r z n
TORCH_ORDER: Orders = {rnn: (0,), lstm: (0, 1, 3, 2), gru: (1, 0, 2)}
KERAS_ORDER: Orders = {rnn: (0,), lstm: (0, 1, 3, 2), gru: (0, 1, 2)}


def to_torch(cell: Cell, params: Params) -> list[np.ndarray]:
    """Give ``weight_ih``, ``weight_hh``, ``bias_ih`` and ``bias_hh`` of PyTorch.

    It has two biases where one is enough: the second one is zero, but for `b_U`.

    Raises
    ------
    ValueError
        If PyTorch has no such cell, or if a shape does not fit.
    """
    W, U, b, b_U = _stacked(torch_form(cell), params, TORCH_ORDER)
    more = np.zeros_like(b)
    if b_U is not None:
        more[-len(b_U) :] = b_U
    return [W, U, b, more]


def from_torch(cell: Cell, weights: Sequence[np.ndarray | None]) -> Params:
    """Read what `to_torch` gives; a bias that is None is zero.

    Raises
    ------
    ValueError
        If PyTorch has no such cell, or if a shape does not fit.
    """
    chosen = torch_form(cell)
    W, U, *biases = weights
    assert W is not None and U is not None
    b, more = (np.zeros(len(W)) if bias is None else bias for bias in biases)
    b_U = None
    if "b_U" in chosen.SHAPES:
        H = U.shape[-1]
        b_U, more = more[-H:].copy(), more.copy()
        more[-H:] = 0
    if b.shape != more.shape:
        raise ValueError(f"the biases have shapes {b.shape} and {more.shape}")
    return _unstacked(chosen, W, U, b + more, b_U, TORCH_ORDER)


def to_keras(cell: Cell, params: Params) -> list[np.ndarray]:
    """Give kernel, recurrent kernel and bias of Keras.

    A GRU with ``reset="before"`` is for ``GRU(reset_after=False)``, the other one for
    Keras' default.

    Raises
    ------
    ValueError
        If Keras has no such cell, or if a shape does not fit.
    """
    W, U, b, b_U = _stacked(form(cell), params, KERAS_ORDER)
    if b_U is not None:
        b = np.stack([b, np.concatenate([np.zeros(len(b) - len(b_U)), b_U])])
    return [W.T.copy(), U.T.copy(), b]


def from_keras(cell: Cell, weights: Sequence[np.ndarray]) -> Params:
    """Read what `to_keras` gives; without the bias (``use_bias=False``) it is zero.

    Raises
    ------
    ValueError
        If Keras has no such cell, or if there are not 2 or 3 weights of the right shapes.
    """
    chosen = form(cell)
    W, U, *rest = weights
    after = "b_U" in chosen.SHAPES
    zeros = np.zeros((2, W.shape[-1]) if after else W.shape[-1])
    b, b_U = rest[0] if rest else zeros, None
    if b.shape != zeros.shape:
        raise ValueError(f"bias has shape {b.shape}; {name_of(cell)} needs {zeros.shape}")
    if after:
        H = len(U)
        b_U = b[1, -H:].copy()
        b = b[0] + np.concatenate([b[1, :-H], np.zeros(H)])
    return _unstacked(chosen, W.T, U.T, b, b_U, KERAS_ORDER)


def form(cell: Cell) -> Variant:
    """Give any cell as a variant, and refuse what no other library has."""
    chosen = cell if isinstance(cell, Variant) else variant(cell)
    if chosen.options.get("peephole"):
        raise ValueError("an LSTM with peepholes has no equal in PyTorch or Keras")
    return chosen


def torch_form(cell: Cell) -> Variant:
    """Refuse what PyTorch does not have."""
    chosen = form(cell)
    if chosen.cell is gru and chosen.options.get("reset", "before") == "before":
        raise ValueError(
            "PyTorch resets after the product U_h h_prev; a GRU with reset='before' has no "
            "equal there, use variant(gru, reset='after')"
        )
    activation = chosen.options.get("activation", "tanh")
    if activation not in ("tanh", "relu"):
        raise ValueError(f"PyTorch's RNN has tanh and relu, but not {activation!r}")
    return chosen


def _stacked(chosen: Variant, params: Params, orders: Orders) -> Blocks:
    """Bring blocks (G, H, ...) into another order, side by side: (G·H, ...)."""
    sizes(params, chosen.SHAPES)
    order = list(orders[chosen.cell])
    W, U, b = (_z_turned(chosen, _blocks(chosen, params[name])) for name in ("W", "U", "b"))
    b_U = params["b_U"].copy() if "b_U" in chosen.SHAPES else None
    flat = (p[order].reshape((-1, *p.shape[2:])) for p in (W, U, b))
    return *flat, b_U  # type: ignore[return-value]


def _unstacked(
    chosen: Variant,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    b_U: np.ndarray | None,
    orders: Orders,
) -> Params:
    """Undo `_stacked`."""
    order = np.argsort(orders[chosen.cell])
    G, H = len(order), U.shape[-1]
    D = W.shape[-1]
    needed = {"W": (G * H, D), "U": (G * H, H), "b": (G * H,)}
    params: Params = {}
    for name, p in (("W", W), ("U", U), ("b", b)):
        if p.shape != needed[name]:
            raise ValueError(
                f"the {name} of {chosen!r} would have shape {p.shape}; "
                f"with H = {H} it must be {needed[name]}"
            )
        blocks = p.reshape((G, H, *p.shape[1:]))[order]
        params[name] = _z_turned(chosen, blocks) if chosen.cell is not rnn else blocks[0]
    if b_U is not None:
        params["b_U"] = b_U
    sizes(params, chosen.SHAPES)
    return params


def _blocks(chosen: Variant, p: np.ndarray) -> np.ndarray:
    return p[None] if chosen.cell is rnn else p


def _z_turned(chosen: Variant, blocks: np.ndarray) -> np.ndarray:
    """Change the sign of what makes z, if ours says how much is overwritten."""
    if chosen.cell is not gru or chosen.options.get("update", "overwrite") == "keep":
        return blocks
    signs = np.array([-1.0 if block == "z" else 1.0 for block in gru.BLOCKS])
    signed: np.ndarray = blocks * signs.reshape((-1,) + (1,) * (blocks.ndim - 1))
    return signed
