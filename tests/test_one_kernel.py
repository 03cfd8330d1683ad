"""Chapters that run one after the other in one kernel."""

from chapters import CHAPTERS, read, run


def test_chapters_after_each_other_in_one_kernel_show_the_same():
    """From the last to the first: what one leaves behind changes nothing in another."""
    names = {}
    for chapter in reversed(CHAPTERS):
        for cell, alone in zip(read(chapter).cells, run(chapter).cells, strict=True):
            assert cell.run(names) == alone.shown, (chapter, cell.source)
