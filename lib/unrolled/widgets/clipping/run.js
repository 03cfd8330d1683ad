// A training run with a learning rate that is too large, beside the same run clipped.

import { Descent } from "../engine/descent.js";
import { Chart } from "../kit/chart.js";
import { make } from "../kit/dom.js";
import { long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Course, fields, Settings } from "./settings.js";

const UPDATES = 200;
const OFF = 1e300; // no gradient is longer, so nothing is clipped
const EACH = 10; // updates between two rows of the table
const SETTINGS = {
  learning_rate: { label: "learning rate", spoken: "Learning rate", min: 0.01, max: 10 },
  max_norm: {
    label: "longest gradient",
    spoken: "Largest norm",
    min: 0.05,
    max: 20,
    role: "recurrent",
  },
};
const LOSS = { min: 1e-3, max: 1e3 };
const NORM = { min: 1e-3, max: 1e2 };
const SEEN = ["L", "norm", "clipped_norm"];

export class Run {
  /** @param {ConstructorParameters<typeof Descent>[0]} program @param {(changes: Record<string, number>) => void} change @param {boolean} [atEnd] */
  constructor(program, change, atEnd) {
    this.descent = new Descent(
      program,
      UPDATES,
      SEEN.map((name) => [name]),
    );
    this.settings = new Settings(SETTINGS, change);
    this.course = new Course("update", UPDATES, change, atEnd);
    this.schema = { ...fields(this.descent.recorded, SETTINGS), update: this.course.field };
    this.build();
  }

  build() {
    const chart = (name, label, y) =>
      new Chart({
        x: { min: 0, max: UPDATES, label: "update" },
        y: { ...y, label, log: true },
        height: 190,
        label,
        name,
      });
    this.loss = chart("loss", "loss L in nats", LOSS);
    this.norm = chart("norm", "norm of the gradient", NORM);
    this.curves = {
      free: this.loss.curve("free", "loss", ".u-dashed"),
      clipped: this.loss.curve("clipped", "recurrent"),
      freeNorm: this.norm.curve("free norm", "loss", ".u-dashed"),
      norm: this.norm.curve("norm", "recurrent", ".u-thin.u-dashed"),
      clippedNorm: this.norm.curve("clipped norm", "recurrent"),
    };
    this.marks = [this.loss.rule("x", ""), this.norm.rule("x", "")];
    const legend = make(
      "p.u-legend",
      { "aria-hidden": "true" },
      make("span.u-loss", {}, "╌ without clipping"),
      make("span.u-recurrent", {}, "─ clipped by norm; thin: before clipping"),
    );
    const charts = make("div.u-halves", {}, this.loss.element, this.norm.element);
    this.element = make("div", {}, charts, legend);
    this.controls = [this.course.element, ...this.settings.elements];
  }

  /** Train from the lecture's weights; after a loss that is no number, nothing is. */
  train(learning_rate, max_norm) {
    const { descent } = this;
    descent.start({}, { learning_rate, max_norm });
    descent.run(UPDATES);
    const filled = (series) =>
      Float64Array.from({ length: UPDATES + 1 }, (_, n) => series[n] ?? NaN);
    return Object.fromEntries(SEEN.map((name) => [name, filled(descent.series(name))]));
  }

  layout(_width, half) {
    this.loss.layout(half);
    this.norm.layout(half);
  }

  key(key) {
    return this.course.key(key, this.now);
  }

  /** @param {import("./settings.js").Own} state @param {boolean} moved  whether more than the update is new */
  show(state, moved) {
    this.now = state.get("update");
    if (moved) {
      this.free = this.train(state.get("learning_rate"), OFF);
      this.clipped = this.train(state.get("learning_rate"), state.get("max_norm"));
    }
    const ns = Array.from(this.free.L, (_, n) => n);
    this.curves.free.set(ns, this.free.L);
    this.curves.clipped.set(ns, this.clipped.L);
    this.curves.freeNorm.set(ns, this.free.norm);
    this.curves.norm.set(ns, this.clipped.norm);
    this.curves.clippedNorm.set(ns, this.clipped.clipped_norm);
    for (const mark of this.marks) mark.set(this.now);
    this.settings.show(state);
    this.course.quantity.set(this.now);
  }

  say() {
    const longest = (list) => Math.max(...list.slice(0, this.now + 1));
    return [
      `Update ${this.now}: without clipping L is `,
      make("b", {}, short(this.free.L[this.now])),
      ` nats, clipped `,
      make("b", {}, short(this.clipped.L[this.now])),
      `. The longest gradient so far was ${short(longest(this.free.norm))}; `,
      `clipped, no step was longer than ${short(longest(this.clipped.clipped_norm))} times the rate.`,
    ];
  }

  table() {
    const heads = ["update", "L, free", "norm", "clipped", "L, clipped", "norm", "clipped"];
    const runs = { free: this.free, clipped: this.clipped };
    const cells = (n) =>
      Object.entries(runs).flatMap(([run, seen]) =>
        SEEN.map((name) => {
          const value = seen[name][n];
          return { name: `${run}.${name}`, t: n, value, text: long(value, 4) };
        }),
      );
    const shown = Array.from(this.free.L, (_, n) => n);
    const rows = shown
      .filter((n) => n % EACH === 0 || n === this.now)
      .map((n) => ({ head: String(n), cells: cells(n) }));
    return [numbersTable("Two runs", heads, rows)];
  }
}
