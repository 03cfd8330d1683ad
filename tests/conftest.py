"""Settings that all tests share."""

import pytest
from hypothesis import settings

# the same examples on every machine, however slow it is; enough to meet every size
settings.register_profile(
    "unrolled", max_examples=50, deadline=None, derandomize=True, database=None
)
settings.load_profile("unrolled")


def pytest_collection_modifyitems(items):
    """Keep what looks at one chapter on one worker, where the chapter runs once."""
    for item in items:
        file = item.path.stem
        if file == "test_chapters_again":
            item.add_marker(pytest.mark.xdist_group(item.callspec.params["chapter"]))
        elif file.startswith("test_claims_"):
            item.add_marker(pytest.mark.xdist_group(file.removeprefix("test_claims_")))
