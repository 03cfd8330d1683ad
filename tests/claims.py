"""What a chapter says of results, each sentence with what proves it.

    says = claims("gru")

    @says("The kept road carries most of it.")
    def test_kept(chapter): ...

A proof fails if it is false, or if the chapter does not say that any more.
"""

import re
from collections.abc import Callable
from functools import cache

import chapters


def squeezed(text: str) -> str:
    """Take line breaks and the seams of strings in code out of a text."""
    return re.sub(r"\s+", " ", re.sub(r'"\s*\n\s*f?"', "", text))


@cache
def said(name: str) -> str:
    """All that a chapter says: prose, code and alt texts."""
    return squeezed((chapters.BOOK / f"{name}.md").read_text())


def claims(name: str) -> Callable:
    """Give a decorator that ties proofs to the sentences of a chapter."""

    def says(*sentences: str) -> Callable:
        def proved(proof: Callable) -> Callable:
            def test() -> None:
                for sentence in sentences:
                    assert squeezed(sentence) in said(name), sentence
                proof(chapters.run(name))

            test.__name__, test.__doc__ = proof.__name__, proof.__doc__
            return test

        return proved

    return says
