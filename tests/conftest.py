"""Settings that all tests share."""

from hypothesis import settings

# the same examples on every machine, however slow it is; enough to meet every size
settings.register_profile(
    "unrolled", max_examples=50, deadline=None, derandomize=True, database=None
)
settings.load_profile("unrolled")
