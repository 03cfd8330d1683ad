r"""MyST as plain Markdown, which every notebook shows: no directive and no role.

What MyST says by directives becomes HTML that Jupyter, Colab and others render: what is
closed in the book is a ``<details>`` here.  Roles become the text that they stand for.

>>> page = Page(glued={"low": 0.26}, equations={"R5": "bptt.ipynb#Walking-back"})
>>> page.errata["E27"] = "bptt.ipynb#Slips"
>>> print(plain("E27 is no code: `E27`.", page))
[E27](bptt.ipynb#Slips) is no code: `E27`.
>>> print(plain("It falls to {glue:text}`low:.1f`, see {eq}`R5`.", page))
It falls to 0.3, see [(R5)](bptt.ipynb#Walking-back).
>>> print(plain("```{admonition} Hint\n:class: dropdown tip\nCount them.\n```", page))
<details><summary><b>Hint</b></summary>
<BLANKLINE>
Count them.
<BLANKLINE>
</details>
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ..teaching.errata import ERRATA

OPENING = re.compile(
    r"^(?P<fence>`{3,}|:{3,}|~{3,})(?:\{(?P<name>[\w:-]+)\}\s*(?P<title>.*))?"
)
OPTION = re.compile(r"^:([\w-]+):\s*(.*)$")
ROLE = re.compile(r"\{([\w:-]+)\}`([^`]+)`")
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
ERRATUM = re.compile(r"(?<![\w`\[-])E\d\d\b(?![\w`\]])")  # neither in code nor in a link
COMMENT = "%"
TARGET = re.compile(r"^\([\w-]+\)=$")


@dataclass
class Page:
    """What a chapter's text refers to.

    Parameters
    ----------
    glued : dict
        Name to the number that a cell glued.
    equations : dict of str to str
        Tag of an equation to the address of the section it stands in.
    errata : dict of str to str
        Number of an erratum to the address of the section its box stands in.
    exercises : dict of str to str
        Label of an exercise to its number.
    link : callable
        Takes the target of a link and its text; gives the Markdown that stands for it.
    contents : str
        What the map of chapters becomes.
    runs : str
        How long all cells take, in words; stands below the title.
    """

    glued: dict[str, Any] = field(default_factory=dict)
    equations: dict[str, str] = field(default_factory=dict)
    errata: dict[str, str] = field(default_factory=dict)
    exercises: dict[str, str] = field(default_factory=dict)
    link: Callable[[str, str], str] = lambda target, text: f"[{text}]({target})"
    contents: str = ""
    runs: str = ""


@dataclass
class Directive:
    """A directive as it is written."""

    name: str
    title: str
    options: dict[str, str]
    body: str

    def has(self, word: str) -> bool:
        """Whether its class has this word."""
        return word in self.options.get("class", "").split()


def plain(text: str, page: Page) -> str:
    """Write a piece of a chapter without directives and roles.

    Raises
    ------
    ValueError
        If it has a directive or a role for which no plain form is known.
    """
    written = [
        directive(p, page) if isinstance(p, Directive) else p for p in parts(text, page)
    ]
    return tidy("\n".join(written))


def tidy(text: str) -> str:
    r"""Leave one empty line where there are more, and none around.

    >>> tidy("one\n\n\ntwo\n")
    'one\n\ntwo'
    """
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def parts(text: str, page: Page) -> Iterator[str | Directive]:
    """Take a text apart into directives and what stands between, that without roles."""
    lines = iter(text.split("\n"))
    for line in lines:
        opening = OPENING.match(line)
        if line.startswith("%"):
            yield Directive(COMMENT, line[1:].strip(), {}, "")
        elif opening is None and not TARGET.match(line):
            yield inline(line, page)
        if opening is None:
            continue
        body = list(_until(lines, opening["fence"]))
        if opening["name"] is None:
            yield "\n".join([line, *body, opening["fence"]])
        else:
            yield _read(opening["name"], opening["title"], body)


def _until(lines: Iterator[str], fence: str) -> Iterator[str]:
    """Give the lines before the one that closes a fence."""
    for line in lines:
        if line.startswith(fence) and not line.strip(fence[0]).strip():
            return
        yield line


def _read(name: str, title: str, body: list[str]) -> Directive:
    """Tell the options of a directive from its body."""
    options = {}
    while body and (option := OPTION.match(body[0])):
        options[option[1]] = option[2]
        body = body[1:]
    return Directive(name, title.strip(), options, "\n".join(body).strip())


def inline(line: str, page: Page) -> str:
    """Write a line of text without roles, its links for notebooks."""
    line = LINK.sub(lambda found: page.link(found[2], found[1]), line)
    line = ERRATUM.sub(lambda found: _boxed(found[0], page), line)
    return ROLE.sub(lambda found: _role(found[1], found[2], page), line)  # may be links


def _boxed(number: str, page: Page) -> str:
    """Link the number of an erratum to its box."""
    return f"[{number}]({page.errata[number]})" if number in page.errata else number


def _role(name: str, text: str, page: Page) -> str:
    if name == "glue:text":
        key, _, form = text.partition(":")
        return format(page.glued[key], form)
    if name == "eq":
        return f"[({text})]({page.equations[text]})"
    if name in ("ref", "numref"):
        return f"exercise {page.exercises[text]}"
    if name.startswith("py:"):
        return f"`{text.removeprefix('~')}`"
    raise ValueError(f"a notebook has no plain form for the role {{{name}}}")


def folded(summary: str, body: str) -> str:
    """Close a text under a line of its own; a title is text, never HTML."""
    return f"<details><summary><b>{escape(summary)}</b></summary>\n\n{body}\n\n</details>"


def directive(made: Directive, page: Page) -> str:
    """Write one directive; those that open or close something are not for here."""
    body = plain(made.body, page)
    if made.name == COMMENT:
        return ""
    if made.name == "chapter-map":
        return page.contents
    if made.name in ("div", "grid"):
        return body
    if made.name == "grid-item-card":
        return f"- **{made.title}**: {body}"
    if made.name == "exercise":
        number = page.exercises[made.options["label"]]
        return f"**Exercise {number}: {inline(made.title, page)}**\n\n{body}"
    if made.name == "admonition" or made.name in ("note", "tip", "warning"):
        return _box(made, body)
    raise ValueError(f"a notebook has no plain form for the directive {{{made.name}}}")


def _box(made: Directive, body: str) -> str:
    title = made.title or made.name.capitalize()
    if made.has("erratum"):
        return folded(f"{title}: {ERRATA[title].headline}", body)
    if made.has("dropdown"):
        return folded(title, body)
    quoted = [f"> {line}".rstrip() for line in (f"**{title}**", "", *body.split("\n"))]
    return "\n".join(quoted)
