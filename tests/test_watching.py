"""Watching: a bar where a person waits, and no trace of one in a built page or a log."""

import os
import pty
import signal
import subprocess
import sys
import termios
from concurrent.futures import ThreadPoolExecutor

import jupytext
import nbclient
import numpy as np
import pytest

from unrolled import helo, memory_task, rnn
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


def interrupted_after(number, times=1):
    """Train, and press the stop button after some updates."""
    seen = []
    hello = Stream(helo.VOCABULARY.encode("hello"), length=4)
    for update in watch(train(rnn, helo.parameters(), hello), total=1000):
        seen.append(update)
        if update.number == number:
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)
    return seen


def test_an_interrupted_training_keeps_what_it_learned():
    seen = interrupted_after(5)
    assert [update.number for update in seen] == [1, 2, 3, 4, 5]
    hello = Stream(helo.VOCABULARY.encode("hello"), length=4)
    *_, same = watch(train(rnn, helo.parameters(), hello), total=5)
    for name, value in seen[-1].snapshot.params.items():
        np.testing.assert_array_equal(value, same.snapshot.params[name])


def test_interrupted_twice_it_stops_at_once_and_python_is_as_before():
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        interrupted_after(5, times=2)
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_thread_has_no_stop_button():
    with ThreadPoolExecutor() as pool:
        hello = Stream(helo.VOCABULARY.encode("hello"), length=4)
        updates = watch(train(rnn, helo.parameters(), hello), total=3)
        assert len(pool.submit(list, updates).result()) == 3


def test_an_interrupted_course_is_as_long_as_it_came(monkeypatch):
    def pressed(updates, total):
        for update in watch(updates, total):
            if update.number == 7:
                signal.raise_signal(signal.SIGINT)
            yield update

    monkeypatch.setattr(memory_task, "watch", pressed)
    course = memory_task.learn(rnn, lag=2, updates=100, every=5)
    assert (len(course.loss), course.measured.tolist()) == (7, [5, 7])
    assert len(course.accuracy) == 2
