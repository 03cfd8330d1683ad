"""Shapes: one cell on eight steps, and switches for what is read and what is said."""

from ..arrays import Params
from ..cells import rnn
from ..lessons import sequence_programs
from ..models import language_model
from .tape import Tape


class Shapes(Tape):
    """Turn one to one into many to many by sixteen switches, and see the gradients answer.

    A Tape of `sequence_programs.shape`, with the switches above its steps.

    Parameters
    ----------
    shape : str
        A key of ``unrolled.models.shapes.SHAPES``, shown at first.
    params : dict of ndarray, optional
        Those of the plain cell, and V, c, for the letters of h-e-l-o; drawn ones, whose
        gradients reach far enough to be seen, if left out.
    key : str
        Names the widget in the page's address.

    Raises
    ------
    ValueError
        If there is no such shape, or if a parameter does not fit.
    """

    def __init__(
        self,
        shape: str = "many to many, aligned",
        params: Params | None = None,
        *,
        key: str = "shapes",
    ) -> None:
        params = language_model.init(rnn, 0, 4, 3) if params is None else params
        super().__init__(sequence_programs.shape(params, shape), key)
