"""The widget of words in a plane: what stands in its place, and what it refuses."""

import re

import numpy as np
import pytest

from unrolled import word_space
from unrolled.widgets import WordSpace


@pytest.mark.parametrize("way", word_space.WAYS)
def test_the_figure_has_every_word_and_the_floor(way):
    figure = WordSpace(way).figure()
    tracks = re.findall(r"<polyline", figure)
    assert len(tracks) == len(word_space.VOCABULARY)
    names = ", ".join(re.findall(r"<text class='recurrent'[^>]*>([^<]*)<", figure))
    assert sorted(names.split(", ")) == sorted(word_space.VOCABULARY.words)
    for word in word_space.VOCABULARY.words:
        assert f">{word}</th>" in figure
    assert f"its floor is {word_space.floor(way):.3f}" in figure


def test_a_unit_of_the_picture_is_as_long_across_as_up():
    figure = WordSpace().figure()
    ticks = re.findall(
        r"<text x='([\d.]+)' y='([\d.]+)' text-anchor='\w+'>(−?[\d.]+)<", figure
    )
    at = np.array([(float(x), float(y), float(n.replace("−", "-"))) for x, y, n in ticks])
    below = at[:, 1] == at[:, 1].max()
    across, up = at[below], at[~below]
    wide = np.diff(across[:, 0]) / np.diff(across[:, 2])
    high = np.diff(up[:, 1]) / np.diff(up[:, 2])
    assert abs(wide.mean() + high.mean()) < 0.02 * wide.mean()


def test_a_way_that_is_none_is_named():
    with pytest.raises(ValueError, match="way is 'glove'"):
        WordSpace("glove")
