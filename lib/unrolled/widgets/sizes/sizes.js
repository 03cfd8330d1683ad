// Shapes and counts of the weights for three editable sizes, by replaying the recorded count.

import { Replay } from "../engine/replay.js";
import { make, write } from "../kit/dom.js";
import { grouped, percent } from "../kit/numbers.js";

const WORDS = {
  D: "input size D",
  H: "hidden units H",
  K: "vocabulary K",
  W: "input → hidden",
  U: "hidden → hidden",
  V: "hidden → output",
  b: "hidden bias",
  c: "output bias",
};

/** In JupyterLab, keys pressed on these controls are theirs, not the notebook's. */
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** @returns {number} a whole number within the bounds of its leaf, or NaN */
export function parseSize(text, { min, max }) {
  const plain = text.replace(/[\s,_]/g, "");
  const value = /^\d+$/.test(plain) ? Number(plain) : NaN;
  return value >= min && value <= max ? value : NaN;
}

/** A place in the page for one entry of the value called `name`; it carries it in full. */
function figureOf(name, index = 0) {
  const element = make("span", { "data-name": name, "data-index": index });
  const show = (value, text) => {
    element.dataset.value = String(value);
    write(element, text);
  };
  return { element, show };
}

/** One row of the table: name, shape, count and share of one parameter. */
function rowOf(name, axes, index) {
  const shape = make("td");
  const count = figureOf(name);
  const share = figureOf("shares", index);
  const bar = make("span.u-sizes-bar", { "aria-hidden": "true", style: `--role: var(--${name})` });
  const words = make("span.u-sizes-words", {}, ` ${WORDS[name]}`);
  const element = make(
    "tr",
    {},
    make("th", { scope: "row" }, make("b", {}, name), words),
    shape,
    make("td", {}, count.element),
    make("td", {}, share.element, bar),
  );
  const show = (sizes, number, part) => {
    const sides = [...axes].map((axis) => grouped(sizes[axis]));
    write(shape, number === 0 ? "none" : sides.join(" × "));
    count.show(number, grouped(number));
    share.show(part, percent(part));
    bar.style.setProperty("--share", String(part));
  };
  return { name, element, show };
}

function render({ model, el }) {
  const replay = new Replay(model.get("program"));
  const { leaves, outputs } = replay.program;
  const leafOf = Object.fromEntries(leaves.map((leaf) => [leaf.name, leaf]));
  const valuesOf = (name) => replay.values[leafOf[name]?.node ?? outputs[name]];
  const valueOf = (name) => valuesOf(name)[0];

  const complaint = make("p.u-sizes-error", { role: "alert" });
  const said = make("p", { "aria-live": "polite" });
  const total = figureOf("total");
  const rows = Object.entries(model.get("shapes")).map(([name, axes], i) => rowOf(name, axes, i));
  const inputs = ["D", "H", "K"].map((name) => {
    const listeners = { input: () => retype(name), change: () => complaint.textContent || fill() };
    return make("input", {
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      size: 8,
      "data-name": name,
      ...listeners,
      ...OWN_KEYS,
    });
  });
  const biases = make("input", {
    type: "checkbox",
    "data-name": "biases",
    change: () => choose({ biases: biases.checked }),
    ...OWN_KEYS,
  });
  const presets = model
    .get("presets")
    .map(({ label, ...sizes }) =>
      make("button.u-button", { type: "button", click: () => choose(sizes), ...OWN_KEYS }, label),
    );

  const heads = ["weights", "shape", "numbers", "share"];
  const table = make(
    "table",
    {},
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        heads.map((head) => make("th", { scope: "col" }, head)),
      ),
    ),
    make(
      "tbody",
      {},
      rows.map((row) => row.element),
    ),
    make(
      "tfoot",
      {},
      make(
        "tr",
        {},
        make("th", { scope: "row" }, "all"),
        make("td"),
        make("td", {}, total.element),
        make("td"),
      ),
    ),
  );
  const root = make(
    "div.unrolled.u-sizes",
    { role: "group", "aria-label": "Sizes of a recurrent network", "data-widget": "sizes" },
    make(
      "div.u-sizes-controls",
      {},
      inputs.map((input) => make("label", {}, WORDS[input.dataset.name], input)),
    ),
    make("div.u-sizes-controls", {}, make("label", {}, biases, "with biases"), presets),
    complaint,
    table,
    said,
  );

  /** Set some leaves by name, and show what follows from them. */
  function choose(sizes) {
    for (const [name, value] of Object.entries(sizes)) {
      replay.set(leafOf[name].node, [Number(value)]);
    }
    replay.update();
    show();
    fill();
  }

  function retype(name) {
    const input = inputs.find((other) => other.dataset.name === name);
    const { min, max } = leafOf[name];
    const value = parseSize(input.value, leafOf[name]);
    const isWrong = Number.isNaN(value);
    input.setAttribute("aria-invalid", String(isWrong));
    complaint.textContent = isWrong
      ? `${name} must be a whole number from ${grouped(min)} to ${grouped(max)}; “${input.value}” is not.`
      : "";
    if (isWrong) return;
    input.dataset.value = String(value);
    replay.set(leafOf[name].node, [value]);
    replay.update();
    show();
  }

  function show() {
    const sizes = Object.fromEntries(
      inputs.map(({ dataset }) => [dataset.name, valueOf(dataset.name)]),
    );
    const shares = valuesOf("shares");
    rows.forEach((row, i) => row.show(sizes, valueOf(row.name), shares[i]));
    total.show(valueOf("total"), grouped(valueOf("total")));
    const inV = percent(shares[rows.findIndex((row) => row.name === "V")]);
    write(said, `${grouped(valueOf("total"))} numbers to learn, ${inV} of them in V.`);
  }

  /** Write the current sizes into the controls. */
  function fill() {
    for (const input of inputs) {
      const value = valueOf(input.dataset.name);
      input.dataset.value = String(value);
      input.value = grouped(value);
      input.setAttribute("aria-invalid", "false");
    }
    biases.checked = valueOf("biases") === 1;
    complaint.textContent = "";
  }

  show();
  fill();
  el.append(root);
  root.dataset.ready = "";
}

export default { render };
