"""Watching: a bar where a person waits, and no trace of one in a built page or a log."""

import os
import pty
import subprocess
import sys
import termios

import jupytext
import nbclient
import pytest

from unrolled import helo, rnn
from unrolled.text.streams import Stream
from unrolled.training import train
from unrolled.training.watching import someone_waits, watch

CELL = """\
from unrolled import Stream, helo, rnn, train, watching
hello = Stream(helo.VOCABULARY.encode("hello"), length=4)
updates = train(rnn, helo.parameters(), hello, stateful=False)
print([update.number for update in watching.watch(updates, total=3)])
"""


class Asked(nbclient.NotebookClient):
    """A client whose reader could be asked a question, as in JupyterLab."""

    async def async_start_new_kernel_client(self):
        client = await super().async_start_new_kernel_client()
        client.allow_stdin = True
        return client


def outputs(client):
    """Execute the cell as a chapter."""
    notebook = jupytext.reads(f"```{{code-cell}} python\n{CELL}```\n", fmt="md:myst")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python"}
    client(notebook, timeout=120).execute()
    return notebook.cells[0].outputs


def test_a_built_chapter_has_no_trace_of_a_bar():
    (only,) = outputs(nbclient.NotebookClient)
    assert (only.name, only.text) == ("stdout", "[1, 2, 3]\n")


def test_a_reader_in_a_notebook_sees_a_bar():
    kinds = [o.get("name") or "widget" for o in outputs(Asked)]
    assert set(kinds) & {"stderr", "widget"} and "stdout" in kinds


def test_a_log_has_no_trace_of_a_bar():
    done = subprocess.run([sys.executable, "-c", CELL], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[1, 2, 3]\n", "")


def test_a_terminal_shows_a_bar():
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    subprocess.run(
        [sys.executable, "-c", CELL], stdout=subprocess.PIPE, stderr=theirs, check=True
    )
    assert b"3/3" in os.read(ours, 100_000)
    os.close(theirs)
    os.close(ours)


def test_only_what_is_asked_for_is_taken():
    hello = Stream(helo.VOCABULARY.encode("hello"), length=4)
    updates = train(rnn, helo.parameters(), hello, stateful=False)
    assert [update.number for update in watch(updates, 2)] == [1, 2]
    assert next(updates).number == 3
    assert [*watch(updates, 0)] == [] and not someone_waits()


@pytest.mark.parametrize("total", [-1, 1.5, "many"])
def test_a_number_of_updates_that_cannot_be_is_named_at_once(total):
    with pytest.raises(ValueError, match=f"total is {total!r}; it must be a whole number"):
        watch([], total)
