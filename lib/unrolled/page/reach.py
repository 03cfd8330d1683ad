"""What of a front end the programs of a page can reach.

A front end can show programs of every kind.  What it needs for one kind alone stays out of
a page without such a program: no edit and no link makes a program of another kind.
"""

from __future__ import annotations

import re

# A layout that has more than a single name in some row.
CROWDED = r'"layout":\{(?!"rows":\[(?:\[\["\w+"\]\],?)*\])'
# Modules of widgets, and what stands in the state of a page that can reach them.
ONLY_FOR = {
    "engine_along": r'"(?:argmax|argmin|argsort|cumsum)"',
    "engine_moves": r'"(?:transpose|reshape|broadcast|index|take)"',
    "engine_svd": r'"svdvals"',
    "tape_choosing": r'"programs":\{"',
    "tape_folding": r'"folding":true',
    "tape_switches": r'"presets"',
    "views_gates": r'"index"',
    "views_graph_belts": CROWDED,
    "views_graph_blocks": CROWDED,
    "views_graph_folded_plan": r'"folding":true',
    "views_matrix": r'"looks"',
    "views_share_table": r'"back":true',
}
SCOPE = re.compile(r"const \$(\w+) = \(\(\) => \{")
ASKED = re.compile(r"= \$(\w+);")


def reached(modules: list[str], state: str) -> list[str]:
    r"""Empty modules that a page cannot reach, and leave out what only they ask for.

    Parameters
    ----------
    modules : list of str
        The scopes of a front end's modules, and what asks for them; or style sheets.
    state : str
        All that the widgets of the page are made of, but for code, as JSON without spaces.

    Examples
    --------
    >>> dot = "const $kit_dot = (() => {\n})();\n"
    >>> svd = "const $engine_svd = (() => {\nconst { dot } = $kit_dot;\n})();\n"
    >>> entry = "const { x } = $engine_svd;\n"
    >>> reached([dot, svd, entry], '{"op":"svdvals"}') == [dot, svd, entry]
    True
    >>> reached([dot, svd, entry], '{"op":"tanh"}')
    ['const $engine_svd = {};\n', 'const { x } = $engine_svd;\n']
    """
    missing = {name for name, sign in ONLY_FOR.items() if not re.search(sign, state)}
    scopes = [(_name(text), text) for text in modules]
    left = [(n, f"const ${n} = {{}};\n" if n in missing else text) for n, text in scopes]
    while True:
        asked = {name for _, text in left for name in ASKED.findall(text)}
        kept = [(name, text) for name, text in left if name is None or name in asked]
        if len(kept) == len(left):
            return [text for _, text in kept]
        left = kept


def _name(text: str) -> str | None:
    found = SCOPE.match(text)
    return found and found[1]
