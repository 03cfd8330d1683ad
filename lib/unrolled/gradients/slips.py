"""Slips: what one wrong letter costs a model that reads on, and what its own texts cost it.

>>> from unrolled import helo, rnn
>>> slip(rnn, helo.parameters(), helo.VOCABULARY.encode("hello"), 2, 0).round(2)
array([0.02, 0.  ])
"""

import numpy as np

from ..arrays import Array, Params
from ..checks import whole
from ..models.model import AnyModel, Model
from ..text.streams import Ids


def surprises(model: AnyModel, params: Params, ids: Ids) -> Array:
    """Give the surprise (T - 1,) at each letter of a text but the first, in nats.

    Raises
    ------
    ValueError
        If the text has fewer than two letters, or an id is unknown.
    """
    if len(ids) < 2:
        raise ValueError(f"the text has {len(ids)} letters; at least 2 are needed")
    found: Array = Model.of(model).forward(params, ids[:-1], ids[1:]).output.loss
    return found


def slip(model: AnyModel, params: Params, ids: Ids, place: int, wrong: int) -> Array:
    """Read one letter wrongly, and give what it costs at each of the letters after it.

    Parameters
    ----------
    model : Model, Network or cell
    params : dict of ndarray
    ids : sequence of int
        A text.
    place : int
        Of the letter that is read as `wrong`, from 0; letters must follow.
    wrong : int

    Returns
    -------
    ndarray
        Surprise with the wrong letter minus surprise with the right one, in nats, at the
        letters after it.

    Raises
    ------
    ValueError
        If there is no letter at this place, or none after it.
    """
    place = whole("place", place, least=0)
    if place > len(ids) - 2:
        raise ValueError(f"place is {place}; of {len(ids)} letters, some must follow it")
    spoiled = np.array(ids)
    spoiled[place] = wrong
    right, other = (surprises(model, params, read) for read in (ids, spoiled))
    return np.asarray(other - right)[place:]
