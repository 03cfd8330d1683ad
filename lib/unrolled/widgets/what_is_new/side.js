// One side of a pair: an equation of one of the cells, with the number that it gives.

import { dial } from "../kit/dial.js";
import { draw, make, put, write } from "../kit/dom.js";
import { short } from "../kit/numbers.js";
import { tint } from "../kit/tint.js";
import { written } from "../views/typeset.js";

/**
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {string} cell  its name
 * @param {import("./comparison.js").Line | null} line  null where the cell has none
 * @returns {{element: HTMLElement, show: (t: number, unit: number) => void}}
 */
export function sideOf(recorded, cell, line) {
  const formula = make("span.u-formula");
  const element = make("div.u-side", { role: "cell", "data-cell": cell }, formula);
  if (!line) {
    formula.append("–");
    element.classList.add("u-none");
    return { element, show: () => {} };
  }
  const gauge = gaugeOf(recorded, line.name);
  const number = make("span.u-value");
  number.style.setProperty("--u-c", `var(--u-${recorded.symbols[line.name].role})`);
  if (gauge) element.append(gauge.element);
  if (line.last) element.append(number);
  let shown = 0;
  const show = (t, unit) => {
    if (shown !== t) formula.replaceChildren(...equation(recorded, line, t));
    shown = t;
    const i = recorded.find(line.name, t);
    gauge?.set(recorded.values(i)[unit]);
    showNumber(recorded, number, i, unit);
  };
  return { element, show };
}

/** The dial of a gate; null for what is none. */
function gaugeOf(recorded, name) {
  if (!recorded.program.layout.gates.includes(name)) return null;
  const { element, set } = dial(8, 8, 7);
  return {
    element: draw("svg.u-gauge", { viewBox: "0 0 16 16", "aria-hidden": "true" }, element),
    set,
  };
}

const equation = (recorded, { line }, t) => [
  ...written(recorded, line.target, t),
  make("span.u-equals", {}, "="),
  ...written(recorded, line.tokens, t),
];

function showNumber(recorded, number, i, unit) {
  const { name, t } = recorded.nodes[i];
  const x = recorded.values(i)[unit];
  for (const [key, value] of Object.entries({ name, t, index: unit, value: x }))
    put(number, `data-${key}`, String(value));
  write(number, short(x));
  number.style.setProperty("--u-heat", tint(x, recorded.role(i)));
  number.classList.toggle("u-negative", x < 0);
  number.classList.toggle("u-changed", recorded.changed(i, unit));
}
