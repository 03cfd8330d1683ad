// What one cell has that another has not: both, equation by equation, on the same letters.

import { Recorded } from "../engine/recorded.js";
import { choice } from "../kit/controls.js";
import { dial } from "../kit/dial.js";
import { draw, make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, percent, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { tint } from "../kit/tint.js";
import { nameOf, symbol, written } from "../views/typeset.js";
import { compared } from "./comparison.js";

const MARKS = { same: "=", changed: "≠", new: "+", gone: "−" };
const KEYS = [
  ["→ ←", "next, back"],
  ["Home End", "first, last letter"],
  ["1 2 3 …", "follow unit 1, 2, 3, …"],
];

class WhatIsNew {
  constructor(place, model) {
    this.sides = [new Recorded(model.get("program")), new Recorded(model.get("after"))];
    this.names = this.sides.map(({ program }) => program.layout.cell.toUpperCase());
    if (this.names[0] === this.names[1]) this.names = ["before", "after"];
    this.parts = model.get("parts");
    this.pairs = compared(model.get("program"), model.get("after"), Object.keys(this.parts));
    this.steps = this.sides[0].steps;
    this.units = Math.min(...this.sides.map((side) => side.values(side.find("h", 1)).length));
    this.build(model.get("key") || "new");
    this.restore(this.frame.asked);
    this.frame.ready(place);
  }

  destroy() {
    this.frame.destroy();
  }

  // ---- building, once ---------------------------------------------------------------

  build(key) {
    const [before, after] = this.names;
    this.frame = new Frame({
      name: "what_is_new",
      key,
      title: "What is new",
      label: `What is new: ${before} and ${after} step by step. Arrow keys go on and back.`,
      keys: KEYS,
      act: (pressed) => this.act(pressed),
      fields: () => this.fields(),
      table: () => this.tables(),
      reset: () => this.reset(),
    });
    put(this.frame.body, "data-part", "equations");
    const head = make(
      "div.u-pair.u-heads-of",
      { role: "row" },
      ["", ...this.names].map((name) =>
        make("div", { role: name ? "columnheader" : "presentation" }, name),
      ),
    );
    this.rows = this.pairs.map((pair, n) => this.row(pair, this.pairs[n - 1]?.part));
    const table = make(
      "div.u-pairs",
      { role: "table", "aria-label": "Equations, side by side", tabindex: 0 },
      head,
      this.rows.map(({ element }) => element),
    );
    this.frame.body.append(table);
    this.buildFoot();
  }

  buildFoot() {
    const button = (cls, text, by) =>
      make(`button.u-button${cls}`, { type: "button", click: () => this.go(this.t + by) }, text);
    this.back = button(".u-back", "‹ Back", -1);
    this.next = button(".u-next", "Next ›", 1);
    const numbers = Array.from({ length: this.units }, (_, n) => String(n + 1));
    this.unitChoice = choice({
      name: "unit",
      label: "Unit",
      options: numbers.map((text) => [text, text]),
      value: "1",
      change: (text) => this.follow(Number(text) - 1),
    });
    const labels = this.sides[0].labelsOf(this.sides[0].find("x", 1), 0) ?? [];
    this.letterChoice = choice({
      name: "letter",
      label: "Letter read",
      options: labels.map((letter, k) => [String(k), letter]),
      value: "",
      change: (k) => this.spell(this.t, Number(k)),
    });
    const choices = [
      this.unitChoice.element,
      ...(labels.length ? [this.letterChoice.element] : []),
    ];
    this.frame.foot.append(this.back, this.next, ...choices);
  }

  row(pair, before) {
    const sides = [pair.before, pair.after].map((line, side) => this.side(line, side));
    const words = pair.part === before ? "" : this.parts[pair.part];
    const mark = make("span.u-mark", { role: "img", "aria-label": pair.mark }, MARKS[pair.mark]);
    const element = make(
      `div.u-pair.u-is-${pair.mark}${words ? ".u-begins" : ""}`,
      { role: "row", "data-mark": pair.mark },
      make("div.u-part", { role: words ? "rowheader" : "cell" }, make("span", {}, words), mark),
      sides.map((side) => side.element),
    );
    return { element, sides };
  }

  /** An equation of one of the cells, with the number that it gives. */
  side(line, n) {
    const recorded = this.sides[n];
    const formula = make("span.u-formula");
    const element = make("div.u-side", { role: "cell" }, formula);
    put(element, "data-cell", this.names[n]);
    if (!line) {
      formula.append("–");
      element.classList.add("u-none");
      return { element, show: () => {} };
    }
    const gate = recorded.program.layout.gates.includes(line.name);
    const small = gate ? dial(8, 8, 7) : null;
    const number = make("span.u-value");
    number.style.setProperty("--u-c", `var(--u-${recorded.symbols[line.name].role})`);
    if (small)
      element.append(
        draw("svg.u-gauge", { viewBox: "0 0 16 16", "aria-hidden": "true" }, small.element),
      );
    if (line.last) element.append(number);
    let shown = 0;
    const show = (t, unit) => {
      const i = recorded.find(line.name, t);
      const x = recorded.values(i)[unit];
      if (shown !== t) {
        const target = written(recorded, line.line.target, t);
        const equals = make("span.u-equals", {}, "=");
        formula.replaceChildren(...target, equals, ...written(recorded, line.line.tokens, t));
      }
      shown = t;
      small?.set(x);
      for (const [name, value] of Object.entries({ name: line.name, t, index: unit, value: x }))
        put(number, `data-${name}`, String(value));
      write(number, short(x));
      number.style.setProperty("--u-heat", tint(x, recorded.role(i)));
      number.classList.toggle("u-negative", x < 0);
      number.classList.toggle("u-changed", recorded.changed(i, unit));
    };
    return { element, show };
  }

  // ---- showing ----------------------------------------------------------------------

  render() {
    const { t, unit } = this;
    put(this.frame.root, "data-t", t);
    const [first] = this.sides;
    this.frame.where.replaceChildren(`step ${t} of ${this.steps}: ${first.read(t).slice(-1)}`);
    for (const { sides } of this.rows) for (const side of sides) side.show(t, unit);
    this.back.disabled = t === 1;
    this.next.disabled = t === this.steps;
    this.unitChoice.set(String(unit + 1));
    this.letterChoice.set(String(first.hot(first.find("x", t))));
    this.frame.say(...this.sentence());
    const count = first.edits().length;
    this.frame.changed(
      count ? [make("u", {}, `✎ ${count} letter${count === 1 ? "" : "s"} changed`)] : [],
    );
  }

  /** How many lines are new and gone, and what the gates of the second cell do now. */
  sentence() {
    const { t, unit } = this;
    const [first, second] = this.sides;
    const count = (mark) => this.pairs.filter((pair) => pair.mark === mark).length;
    const told = ["new", "changed", "gone"]
      .filter((mark) => count(mark))
      .map((mark) => `${count(mark)} ${mark}`);
    const gates = second.program.layout.gates.flatMap((name, n) => [
      n ? ", " : "",
      second.symbols[name].words,
      " ",
      symbol(second, name, t),
      " ",
      make("b", {}, percent(second.values(second.find(name, t))[unit])),
      " open",
    ]);
    return [
      `Both read “${first.read(t)}”. `,
      `From ${this.names[0]} to ${this.names[1]}: `,
      make("b", {}, told.join(", ") || "nothing new"),
      " of its lines. ",
      ...(gates.length ? [`In unit ${unit + 1}: `, ...gates, "."] : []),
    ].filter((part) => part !== "");
  }

  tables() {
    return this.sides.flatMap((recorded, n) => {
      const names = Object.keys(recorded.program.layout.parts);
      return names.map((name) => {
        const rows = Array.from({ length: this.steps }, (_, s) => {
          const i = recorded.find(name, s + 1);
          const cells = Array.from(recorded.values(i), (value, index) => ({
            name: `${["before", "after"][n]}.${name}`,
            value,
            index,
            t: s + 1,
            text: long(value),
          }));
          return { head: `step ${s + 1}`, cells };
        });
        const heads = ["", ...rows[0].cells.map((_, e) => `unit ${e + 1}`)];
        const caption = [`${this.names[n]}: `, ...nameOf(recorded, recorded.find(name, 1))];
        return numbersTable(caption, heads, rows);
      });
    });
  }

  // ---- acting -----------------------------------------------------------------------

  go(t) {
    this.t = Math.max(1, Math.min(this.steps, t));
    this.render();
  }

  follow(unit) {
    if (unit >= this.units) return;
    this.unit = unit;
    this.render();
  }

  /** Both cells read another letter. */
  spell(t, k) {
    for (const side of this.sides) side.spell(side.find("x", t), k);
    this.render();
  }

  act(key) {
    const to = { ArrowRight: this.t + 1, ArrowLeft: this.t - 1, Home: 1, End: this.steps }[key];
    if (to !== undefined) return () => this.go(to);
    return /^[1-9]$/.test(key) ? () => this.follow(Number(key) - 1) : undefined;
  }

  reset() {
    for (const side of this.sides) side.reset();
    [this.t, this.unit] = [1, 0];
    this.render();
  }

  fields() {
    const [first] = this.sides;
    return {
      t: this.t === 1 ? "" : String(this.t),
      unit: this.unit ? String(this.unit + 1) : "",
      letters: first
        .edits()
        .map(({ leaf, index }) => `${leaf.t}:${index}`)
        .join(","),
    };
  }

  /** @param {Record<string, string>} asked */
  restore({ t, unit, letters = "" }) {
    const whole = (text, most) => {
      const n = /^\d{1,6}$/.test(text ?? "") ? Number(text) : 1;
      return n >= 1 && n <= most ? n : 1;
    };
    this.t = whole(t, this.steps);
    this.unit = whole(unit, this.units) - 1;
    for (const [, step, k] of letters.matchAll(/(?:^|,)(\d{1,6}):(\d{1,6})(?=,|$)/g)) {
      const places = this.sides.map((side) => side.find("x", Number(step)));
      const fits = this.sides.every(
        (side, n) => places[n] !== undefined && side.labelsOf(places[n], 0)?.[k],
      );
      if (fits) for (const [n, side] of this.sides.entries()) side.spell(places[n], Number(k));
    }
    this.render();
  }
}

export default mounted("what_is_new", (place, model) => new WhatIsNew(place, model), [
  "program",
  "after",
]);
