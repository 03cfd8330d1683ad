// What one cell has that another has not: both, equation by equation, on the same letters.

import { Recorded } from "../engine/recorded.js";
import { changesChip } from "../kit/address.js";
import { choice } from "../kit/controls.js";
import { able, make, put } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { percent } from "../kit/numbers.js";
import { COLOURS } from "../kit/tint.js";
import { symbol } from "../views/typeset.js";
import { compared } from "./comparison.js";
import { sideOf } from "./side.js";
import { schemaOf } from "./state.js";
import { tablesOf } from "./tables.js";

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
    this.units = Math.min(
      ...this.sides.map((side) => side.values(side.findRole("state", 1)).length),
    );
    this.build(model.get("key") || "new");
    this.render();
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
      colours: COLOURS,
      act: (pressed) => this.act(pressed),
      state: schemaOf(this.sides, this.steps, this.units),
      table: () => tablesOf(this.sides, this.names),
      reset: () => this.render(),
    });
    this.state = this.frame.state;
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
    const labels = this.sides[0].labelsOf(this.sides[0].findRole("input", 1), 0) ?? [];
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
    const sides = [pair.before, pair.after].map((line, side) =>
      sideOf(this.sides[side], this.names[side], line),
    );
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

  // ---- showing ----------------------------------------------------------------------

  render() {
    const { t, unit } = this;
    put(this.frame.root, "data-t", t);
    const [first] = this.sides;
    this.frame.where.replaceChildren(`step ${t} of ${this.steps}: ${first.letterRead(t)}`);
    for (const { sides } of this.rows) for (const side of sides) side.show(t, unit);
    able(this.back, t > 1);
    able(this.next, t < this.steps);
    this.unitChoice.set(String(unit + 1));
    this.letterChoice.set(String(first.hot(first.findRole("input", t))));
    this.frame.say(...this.sentence());
    this.frame.changed(changesChip(first.edits().length));
  }

  /** How many lines are new and gone, and what the gates of the second cell do now. */
  sentence() {
    const [before, after] = this.names;
    const gates = this.gates();
    return [
      `Both read “${this.sides[0].read(this.t)}”. `,
      `From ${before} to ${after}: `,
      make("b", {}, this.news() || "nothing new"),
      " of its lines. ",
      ...(gates.length ? [`In unit ${this.unit + 1}: `, ...gates, "."] : []),
    ];
  }

  /** How many lines are new, changed and gone. */
  news() {
    const count = (mark) => this.pairs.filter((pair) => pair.mark === mark).length;
    const told = ["new", "changed", "gone"].filter((mark) => count(mark));
    return told.map((mark) => `${count(mark)} ${mark}`).join(", ");
  }

  /** How far the gates of the second cell are open. */
  gates() {
    const { t, unit } = this;
    const second = this.sides[1];
    return second.program.layout.gates.flatMap((name, n) => [
      ...(n ? [", "] : []),
      `${second.symbols[name].words} `,
      symbol(second, name, t),
      " ",
      make("b", {}, percent(second.values(name, t)[unit])),
      " open",
    ]);
  }

  // ---- acting -----------------------------------------------------------------------

  /** The step that is shown, from 1. */
  get t() {
    return this.state.get("t");
  }

  /** The unit that is followed, from 0. */
  get unit() {
    return this.state.get("unit") - 1;
  }

  go(t) {
    this.state.set({ t: Math.max(1, Math.min(this.steps, t)) });
    this.render();
  }

  follow(unit) {
    if (unit >= this.units) return;
    this.state.set({ unit: unit + 1 });
    this.render();
  }

  /** Both cells read another letter. */
  spell(t, k) {
    for (const side of this.sides) side.spell(side.findRole("input", t), k);
    this.render();
  }

  act(key) {
    const to = { ArrowRight: this.t + 1, ArrowLeft: this.t - 1, Home: 1, End: this.steps }[key];
    if (to !== undefined) return () => this.go(to);
    return /^[1-9]$/.test(key) ? () => this.follow(Number(key) - 1) : undefined;
  }
}

export default mounted("what_is_new", (place, model) => new WhatIsNew(place, model), [
  "program",
  "after",
]);
