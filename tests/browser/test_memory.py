"""A widget that goes leaves nothing behind: its program's values are freed."""

import json

import pytest

from unrolled import helo
from unrolled.widgets import Looks, Tape, Trainer

PAGE = """<!doctype html><meta charset="utf-8"><title>Memory</title><main></main>
<script type="module">
const traits = JSON.parse({traits});
const source = new Blob([traits.code], {{ type: "text/javascript" }});
const {{ default: widget }} = await import(URL.createObjectURL(source));
window.given = []; // weakly: every value that a widget was given
const get = (name) => {{
  const value = structuredClone(traits[name]);
  if (value instanceof Object) given.push(new WeakRef(value));
  return value;
}};
const model = () => ({{ get, set() {{}}, save_changes() {{}}, on() {{}}, off() {{}} }});
window.come = async () => {{
  const el = document.createElement("div");
  document.querySelector("main").append(el);
  const go = await widget.render({{ model: model(), el }});
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  window.go = () => {{ go(); el.remove(); }};
}};
</script>"""


def kept(page) -> tuple[int, int, int]:
    """Count nodes, listeners and given values that something still refers to."""
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    for _ in range(2):  # what the first collection finalizes, the second one frees
        tools.send("HeapProfiler.collectGarbage")
    told = tools.send("Performance.getMetrics")["metrics"]
    found = {one["name"]: one["value"] for one in told}
    tools.detach()
    values = page.evaluate("given.filter((one) => one.deref()).length")
    return found["Nodes"], found["JSEventListeners"], values


@pytest.mark.parametrize("make", [lambda: Tape(helo.program()), Trainer, Looks])
def test_what_goes_is_freed(visit, tmp_path, make):
    widget = make()
    traits = {name: getattr(widget, name) for name in widget.trait_names(sync=True)}
    plain = {name: value for name, value in traits.items() if _plain(value)}
    text = json.dumps(json.dumps(plain)).replace("<", r"\u003c")
    (tmp_path / "page.html").write_text(PAGE.format(traits=text), encoding="utf-8")
    page = visit((tmp_path / "page.html").as_uri()).page
    page.wait_for_function("() => window.come !== undefined")
    empty = kept(page)
    for _ in range(3):
        page.evaluate("come()")
        assert all(now > before for now, before in zip(kept(page), empty, strict=True))
        page.evaluate("go(); window.go = null")
        # On a busy machine, work under way holds the widget for some collections more.
        assert empty in (kept(page) for _ in range(50))


def _plain(value) -> bool:
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True
