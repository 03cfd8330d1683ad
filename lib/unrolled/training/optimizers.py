"""Optimizers: a rule that turns a gradient g into the next value of a parameter p.

Stochastic gradient descent, with learning rate r:

    p = p - r g                                                          (O1)

Momentum: a ball that rolls on, u its velocity (Polyak 1964):

    u = momentum u + g                                                   (O2)
    p = p - r u                                                          (O3)

Adagrad: steps shrink where gradients were large (Duchi, Hazan & Singer 2011):

    s = s + g**2                                                         (O4)
    p = p - r g / (sqrt(s) + eps)                                        (O5)

RMSProp: the same, but old gradients are forgotten (Tieleman & Hinton 2012):

    s = decay s + (1 - decay) g**2                                       (O6)
    p = p - r g / (sqrt(s) + eps)                                        (O7)

Adam at its update number n: momentum and RMSProp, both corrected for their start at zero
(Kingma & Ba 2015, algorithm 1):

    m = b1 m + (1 - b1) g                                                (O8)
    v = b2 v + (1 - b2) g**2                                             (O9)
    m_hat = m / (1 - b1**n)                                              (O10)
    v_hat = v / (1 - b2**n)                                              (O11)
    p = p - r m_hat / (sqrt(v_hat) + eps)                                (O12)

What an optimizer remembers is a flat dict beside the parameters: ``"n"``, the number of
updates so far, and one array for each letter and parameter, such as ``"u_W"``.

    >>> params, gradients = {"b": np.array([1.0, 1.0])}, {"b": np.array([0.5, -4.0])}
    >>> for rule in (SGD(0.1), Momentum(0.1), Adagrad(0.1), RMSProp(0.1), Adam(0.1)):
    ...     after, state = rule.update(params, gradients, rule.init(params))
    ...     print(type(rule).__name__, after["b"].round(3), [*state])
    SGD [0.95 1.4 ] ['n']
    Momentum [0.95 1.4 ] ['n', 'u_b']
    Adagrad [0.9 1.1] ['n', 's_b']
    RMSProp [0.684 1.316] ['n', 's_b']
    Adam [0.9 1.1] ['n', 'm_b', 'v_b']
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from ..arrays import Array, Params, is_stand_in
from ..checks import positive, share

OptimizerState = dict[str, Any]  #: What an optimizer remembers, by name.
PIECE = 1 << 14  #: Entries that are updated together in place: they stay in the cache.
LearningRate = float | Callable[[int], float]  #: A number, or a schedule of them.


@dataclass(frozen=True)
class Optimizer(ABC):
    """What all optimizers share; each adds its `rule` and what it keeps.

    The learning rate is a number, or a function of the number of the update, counted
    from 1, as in `unrolled.schedules`.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ()  # letters of what is remembered of a parameter

    learning_rate: LearningRate

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "learning_rate" and callable(value):
                continue
            allowed = positive if field.name in ("learning_rate", "eps") else share
            object.__setattr__(self, field.name, allowed(field.name, value))

    def init(self, params: Params) -> OptimizerState:
        """Give the state before the first update: zeros."""
        zeros = {
            f"{m}_{k}": np.zeros_like(p) for m in self.KEEPS for k, p in params.items()
        }
        return {"n": 0, **zeros}

    def rate(self, n: Any) -> Any:
        """Give the learning rate of update `n`, counted from 1.

        Raises
        ------
        ValueError
            If a schedule gives no finite number from 0 up.
        """
        if not callable(self.learning_rate):
            return self.learning_rate
        rate = self.learning_rate(n)
        if is_stand_in(rate):
            return rate
        if not 0 <= rate < np.inf:
            raise ValueError(
                f"the schedule gives update {n} the learning rate {rate}; it must be a "
                "number from 0 up"
            )
        return float(rate)

    def update(
        self, params: Params, gradients: Params, state: OptimizerState
    ) -> tuple[Params, OptimizerState]:
        """Give the next parameters and the next state; nothing is changed in place.

        Parameters
        ----------
        params, gradients : dict of ndarray
            A parameter without a gradient stays as it is.
        state : dict
            From `init` or from the update before.

        Raises
        ------
        ValueError
            If a gradient has no parameter or another shape than its parameter, or if the
            state is that of another optimizer; the message names both.
        """
        _fitting(params, gradients, state, self.KEEPS)
        n = state["n"] + 1
        rate = self.rate(n)
        params, state = dict(params), {**state, "n": n}
        for name, g in gradients.items():
            kept = [state[f"{letter}_{name}"] for letter in self.KEEPS]
            params[name], *kept = self.rule(params[name], g, rate, n, *kept)
            state |= {
                f"{m}_{name}": value for m, value in zip(self.KEEPS, kept, strict=True)
            }
        return params, state

    @abstractmethod
    def rule(
        self, p: Array, g: Array, rate: Any, n: Any, *kept: Array
    ) -> tuple[Array, ...]:
        """Give the next parameter, and then what is kept of it: each entry by itself."""

    def update_in_place(
        self, params: Params, gradients: Params, state: OptimizerState
    ) -> None:
        """Write the next parameters and the next state over those that there are.

        What `update` gives, to the last bit, and several times as fast for large arrays:
        a rule makes ten arrays on its way, and here they are small enough for the cache.

        Parameters
        ----------
        params, gradients, state : dict
            As for `update`; parameters and state are contiguous arrays.

        Raises
        ------
        ValueError
            As `update` does, before anything is changed.

        Examples
        --------
        >>> params, gradients = {"b": np.array([1.0, 1.0])}, {"b": np.array([0.5, -4.0])}
        >>> rule = Adam(0.1)
        >>> state = rule.init(params)
        >>> rule.update_in_place(params, gradients, state)
        >>> params["b"].round(3), state["n"]
        (array([0.9, 1.1]), 1)
        """
        _fitting(params, gradients, state, self.KEEPS)
        n = state["n"] + 1
        rate = self.rate(n)
        own = {
            name: [_flat(name, params[name])]
            + [_flat(name, state[f"{letter}_{name}"]) for letter in self.KEEPS]
            for name in gradients
        }
        for name, (p, *kept) in own.items():
            parts = (p, np.ravel(gradients[name]), *kept)
            starts = range(0, p.size, PIECE)
            self.overwrite(rate, n, [[x[i : i + PIECE] for x in parts] for i in starts])
        state["n"] = n

    def overwrite(self, rate: float, n: int, pieces: list[list[Array]]) -> None:
        """Write what the `rule` gives over each piece: of p, g and what is kept of p."""
        for p, g, *kept in pieces:
            after = self.rule(p, g, rate, n, *kept)
            for part, new in zip((p, *kept), after, strict=True):
                part[...] = new


@dataclass(frozen=True)
class SGD(Optimizer):
    """Gradient descent: step against the gradient."""

    learning_rate: LearningRate = 0.1

    def rule(
        self, p: Array, g: Array, rate: Any, n: Any, *kept: Array
    ) -> tuple[Array, ...]:
        """Give the next parameter."""
        p = p - rate * g  # (O1)
        return (p,)


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with a velocity: a steady gradient counts 1/(1 - momentum) times."""

    KEEPS = ("u",)

    learning_rate: LearningRate = 0.1
    momentum: float = 0.9

    def rule(
        self, p: Array, g: Array, rate: Any, n: Any, *kept: Array
    ) -> tuple[Array, ...]:
        """Give the next parameter and the next velocity."""
        (u,) = kept
        u = self.momentum * u + g  # (O2)
        p = p - rate * u  # (O3)
        return p, u


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Each entry's step is divided by the root of the sum of its squared gradients."""

    KEEPS = ("s",)

    learning_rate: LearningRate = 0.1
    eps: float = 1e-8

    def rule(
        self, p: Array, g: Array, rate: Any, n: Any, *kept: Array
    ) -> tuple[Array, ...]:
        """Give the next parameter and the next sum of squares."""
        (s,) = kept
        s = s + g * g  # (O4)
        p = p - rate * g / (np.sqrt(s) + self.eps)  # (O5)
        return p, s


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """Each entry's step is divided by the root of its recent mean squared gradient."""

    KEEPS = ("s",)

    learning_rate: LearningRate = 1e-2
    decay: float = 0.9
    eps: float = 1e-8

    def rule(
        self, p: Array, g: Array, rate: Any, n: Any, *kept: Array
    ) -> tuple[Array, ...]:
        """Give the next parameter and the next mean square."""
        (s,) = kept
        s = self.decay * s + (1 - self.decay) * (g * g)  # (O6)
        p = p - rate * g / (np.sqrt(s) + self.eps)  # (O7)
        return p, s


@dataclass(frozen=True)
class Adam(Optimizer):
    """Each entry moves by about the learning rate, however large its gradient."""

    KEEPS = ("m", "v")

    learning_rate: LearningRate = 1e-3
    b1: float = 0.9
    b2: float = 0.999
    eps: float = 1e-8

    def rule(
        self, p: Array, g: Array, rate: Any, n: Any, *kept: Array
    ) -> tuple[Array, ...]:
        """Give the next parameter, the next mean and the next mean square."""
        m, v = kept
        m = self.b1 * m + (1 - self.b1) * g  # (O8)
        v = self.b2 * v + (1 - self.b2) * (g * g)  # (O9)
        m_hat = m / (1 - self.b1**n)  # (O10)
        v_hat = v / (1 - self.b2**n)  # (O11)
        p = p - rate * m_hat / (np.sqrt(v_hat) + self.eps)  # (O12)
        return p, m, v

    def overwrite(self, rate: float, n: int, pieces: list[list[Array]]) -> None:
        """Do the same with two arrays on the way, where the `rule` makes a dozen."""
        numbers = [self.b1, 1 - self.b1, 1 - self.b1**n, rate]
        numbers += [self.b2, 1 - self.b2, 1 - self.b2**n, self.eps]
        kind = pieces[0][0].dtype if pieces else float
        # arrays, since NumPy makes one of each float it meets
        b1, own1, hat1, by, b2, own2, hat2, eps = (np.array(x, kind) for x in numbers)
        for p, g, m, v in pieces:
            new = own1 * g
            m *= b1
            m += new  # O8
            np.multiply(g, g, new)
            new *= own2
            v *= b2
            v += new  # O9
            np.divide(m, hat1, new)  # O10
            new *= by
            scale = v / hat2  # O11
            np.sqrt(scale, scale)
            scale += eps
            new /= scale
            p -= new  # O12


def _flat(name: str, part: Array) -> Array:
    """Give an array as a vector that shares its memory."""
    if not part.flags.c_contiguous:
        raise ValueError(f"{name} or its state is no contiguous array; copy it first")
    return part.reshape(-1)


def _fitting(
    params: Params, gradients: Params, state: OptimizerState, keeps: tuple[str, ...]
) -> None:
    """Insist that gradients and state belong to these parameters."""
    for name, g in gradients.items():
        if name not in params:
            raise ValueError(
                f"gradient {name} has no parameter; there are {sorted(params)}"
            )
        if np.shape(g) != np.shape(params[name]):
            raise ValueError(
                f"gradient {name} has shape {np.shape(g)}; "
                f"the parameter has {np.shape(params[name])}"
            )
        for key in [f"{letter}_{name}" for letter in keeps]:
            if key not in state or np.shape(state[key]) != np.shape(g):
                raise ValueError(
                    f"the state needs {key} of shape {np.shape(g)}; it holds "
                    f"{ {k: np.shape(value) for k, value in state.items()} }"
                )
