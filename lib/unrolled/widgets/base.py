"""What all widgets have in common in Python."""

from typing import Any

import anywidget


class Widget(anywidget.AnyWidget):
    """A widget that can also be printed, and read where no script runs."""

    def figure(self) -> str:
        """Write what the widget shows at first as HTML; text of readers is escaped."""
        raise TypeError(f"{type(self).__name__} must say how it looks in print: figure()")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Add the figure to what Jupyter shows; front ends prefer the widget itself."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return dict(data) | {"text/html": self.figure()}, metadata
