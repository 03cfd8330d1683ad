"""Long training beside the page: from a disk, with what the page does meanwhile."""

import json

import numpy as np
import pytest

from unrolled import Recorder, language_model, lstm, one_hot
from unrolled.recording.packed import packed
from unrolled.widgets.front_end import module

K, H, T, RATE = 12, 24, 10, 0.05
TEXT = np.random.default_rng(2).integers(0, K, 4 * T + 3)
PARAMS = language_model.init(lstm, 0, K, H)

PAGE = """<!doctype html><meta charset="utf-8"><title>Beside the page</title>
<script type="application/json" id="program">{program}</script>
<script type="application/json" id="worker">{worker}</script>
<script type="module">
{job}
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const heard = {{ progress: [], rests: [], failed: [], frames: 0 }};
const job = new TrainingJob(read("worker"), {{
  progress: (count, loss) => heard.progress.push([count, loss, heard.frames]),
  rests: (count, values) => heard.rests.push([count,
    Object.fromEntries(Object.entries(values).map(([name, own]) => [name, [...own]]))]),
  fails: (message) => heard.failed.push(message),
}});
const frame = () => {{ heard.frames += 1; requestAnimationFrame(frame); }};
frame();
Object.assign(window, {{ heard, job, program: read("program") }});
</script>"""


def update(params, xs, ys):
    done = language_model.run(lstm, params, xs, ys, lstm.zero_state(params))
    new = {f"{n}_next": p - RATE * done.gradients[n] for n, p in params.items()}
    return {"L": done.L, **new}


def letters(n):
    """Inputs and targets of update n, which reads on."""
    start = n % 4 * T
    window = TEXT[start : start + T + 1]
    return one_hot(window[:-1], K), one_hot(window[1:], K)


def script(value):
    return json.dumps(value).replace("<", r"\u003c")


@pytest.fixture
def page(visit, tmp_path):
    recorder = Recorder()
    traced = recorder.parameters(PARAMS)
    xs, ys = letters(0)
    inputs = recorder.sequence("input", "x", xs)
    program = recorder.program(update(traced, inputs, recorder.sequence("target", "y", ys)))
    path = tmp_path / "beside.html"
    text = PAGE.format(
        program=script(packed(program.data)),
        worker=script(module("engine/worker_entry.js")),
        job=module("engine/training_job.js"),
    )
    path.write_text(text, encoding="utf-8")
    seen = visit(path.as_uri())
    seen.page.wait_for_function("window.job")
    yield seen.page
    assert seen.errors == [] and seen.foreign == []


def begin(page, updates):
    page.evaluate(
        "([text, n]) => { job.open(program, { text }); job.go(n); }",
        [TEXT.tolist(), updates],
    )


def test_it_learns_what_the_library_learns(page):
    begin(page, 30)
    page.wait_for_function("heard.rests.length")
    params = PARAMS
    for n in range(30):
        done = update(params, *letters(n))
        params = {name: done[f"{name}_next"] for name in params}
    count, values = page.evaluate("heard.rests[0]")
    assert count == 30 and page.evaluate("heard.failed") == []
    for name, p in params.items():
        np.testing.assert_allclose(values[name], p.ravel(), rtol=1e-9, atol=1e-12)
    last = page.evaluate("heard.progress.at(-1)")
    assert last[:2] == [30, pytest.approx(float(done["L"]), rel=1e-9)]


def test_the_page_draws_on_pauses_it_and_ends_it(page):
    begin(page, 10**9)
    page.wait_for_function("heard.progress.length > 3")
    first, later = page.evaluate("[heard.progress[0], heard.progress.at(-1)]")
    assert later[0] > first[0]
    page.wait_for_function("heard.frames > heard.progress[0][2] + 5")  # and still it trains
    page.evaluate("job.pause()")
    page.wait_for_function("heard.rests.length === 1")
    rested = page.evaluate("heard.rests[0][0]")
    page.evaluate("job.go(3)")
    page.wait_for_function("heard.rests.length === 2")
    assert page.evaluate("heard.rests[1][0]") == rested + 3
    page.evaluate("job.go(1e9)")
    page.wait_for_function("heard.progress.at(-1)[0] > heard.rests[1][0]")
    told = page.evaluate("job.cancel(), heard.progress.length")
    page.evaluate("frames = heard.frames")
    page.wait_for_function("heard.frames > frames + 20")
    assert page.evaluate("heard.progress.length") == told
    assert page.evaluate("job.worker") is None
    page.evaluate("job.go(1), job.pause(), job.open(program)")  # nobody hears it
