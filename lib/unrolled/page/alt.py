"""Alt texts and captions: ``{name:.2f}`` in one is a number that their cells glued."""

from __future__ import annotations

from ast import literal_eval
from typing import Any

from docutils import nodes
from myst_nb.ext.glue.crossref import read_glue_cache
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


def filled(text: str, glued: dict[str, Any]) -> str:
    """Put what was glued into a text.

    >>> filled("It falls to {low:.1f}.", {"low": 0.26})
    'It falls to 0.3.'
    """
    return text.format_map(glued)


class FillAlts(SphinxPostTransform):
    """Fill in the alt texts and captions of a page's figures."""

    default_priority = 5  # as MyST-NB does it in the text

    def run(self, **options: Any) -> None:
        """Look at every figure of the page."""
        folder = vars(self.env)["mystnb_config"].output_folder
        told = read_glue_cache(folder, self.env.docname)
        glued = {name: literal_eval(of["data"]["text/plain"]) for name, of in told.items()}
        for image in self.document.findall(nodes.image):
            if "alt" in image:
                image["alt"] = filled(image["alt"], glued)
        for caption in self.document.findall(nodes.caption):
            for text in list(caption.findall(nodes.Text)):
                text.parent.replace(text, nodes.Text(filled(text, glued)))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(FillAlts)
