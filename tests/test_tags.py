"""Equations: those of a module's docstring are those that its code computes."""

import importlib
import inspect
import re

import pytest


@pytest.mark.parametrize(
    "name",
    ["optimizers", "clipping", "sampling", "ngrams", "documents", "feedforward", "model"],
)
def test_every_equation_stands_at_its_line_of_code(name):
    module = importlib.import_module(f"unrolled.{name}")
    written = re.findall(r" \(([A-Z]\d+)\)$", module.__doc__, re.MULTILINE)
    computed = re.findall(r"# \(([A-Z]\d+)\)$", inspect.getsource(module), re.MULTILINE)
    numbers = [int(tag[1:]) for tag in written]
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(computed) == set(written)
