// A training run with a learning rate that is too large, beside the same run clipped.

import { Named } from "../engine/named.js";
import { Chart } from "../kit/chart.js";
import { askedNumber, quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Settings } from "./settings.js";

const UPDATES = 200;
const OFF = 1e300; // no gradient is longer, so nothing is clipped
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

export class Run {
  constructor(program, changed, asked) {
    this.named = new Named(program);
    this.changed = changed;
    this.weights = this.named.leavesOf("parameter").map(({ name }) => name);
    this.feeding = this.named.fed;
    this.settings = new Settings(this.named, SETTINGS, asked, () => {
      this.train();
      this.changed();
    });
    this.now = askedNumber(asked.update, { min: 0, max: UPDATES, whole: true }, UPDATES);
    this.build();
    this.train();
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
    this.update = quantity({
      name: "update",
      label: "update",
      spoken: "Update",
      min: 0,
      max: UPDATES,
      step: 1,
      whole: true,
      value: this.now,
      change: (n) => this.go(n),
    });
    this.legend = make(
      "p.u-legend",
      { "aria-hidden": "true" },
      make("span.u-loss", {}, "╌ without clipping"),
      make("span.u-recurrent", {}, "─ clipped by norm; thin: before clipping"),
    );
    const charts = make("div.u-halves", {}, this.loss.element, this.norm.element);
    this.element = make("div", {}, charts, this.legend);
    this.controls = [this.update.element, ...this.settings.elements];
  }

  /** Train twice from the lecture's weights. */
  train() {
    const { named } = this;
    const run = (max_norm) => {
      const start = this.weights.map((name) => [name, named.recorded(name)]);
      named.set({ ...Object.fromEntries(start), ...this.settings.values, max_norm });
      const told = { L: [], norm: [], clipped_norm: [] };
      for (let n = 0; n <= UPDATES; n++) {
        for (const [name, list] of Object.entries(told)) list.push(named.value(name));
        named.replay.feed(this.feeding);
        named.replay.update();
      }
      return told;
    };
    this.free = run(OFF);
    this.clipped = run(this.settings.values.max_norm);
    this.render();
  }

  layout(_width, half) {
    this.loss.layout(half);
    this.norm.layout(half);
  }

  go(n) {
    this.now = Math.max(0, Math.min(UPDATES, n));
    this.render();
    this.changed();
  }

  key(key) {
    const to = { ArrowRight: this.now + 1, ArrowLeft: this.now - 1, Home: 0, End: UPDATES }[key];
    return to === undefined ? undefined : () => this.go(to);
  }

  render() {
    const ns = this.free.L.map((_, n) => n);
    this.curves.free.set(ns, this.free.L);
    this.curves.clipped.set(ns, this.clipped.L);
    this.curves.freeNorm.set(ns, this.free.norm);
    this.curves.norm.set(ns, this.clipped.norm);
    this.curves.clippedNorm.set(ns, this.clipped.clipped_norm);
    for (const mark of this.marks) mark.set(this.now);
    this.update.set(this.now);
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
    const named = (run, lists) =>
      Object.fromEntries(Object.entries(lists).map(([name, list]) => [`${run}.${name}`, list]));
    const shown = this.free.L.map((_, n) => n).filter((n) => n % 10 === 0 || n === this.now);
    const rows = shown.map((n) => ({
      head: String(n),
      cells: Object.entries({ ...named("free", this.free), ...named("clipped", this.clipped) }).map(
        ([name, list]) => ({ name, t: n, value: list[n], text: long(list[n], 4) }),
      ),
    }));
    return [numbersTable("Two runs", heads, rows)];
  }

  differs() {
    return this.settings.differing();
  }

  fields() {
    const changed = this.differs().map((name) => [name, String(this.settings.values[name])]);
    return { ...Object.fromEntries(changed), update: this.now === UPDATES ? "" : String(this.now) };
  }

  reset() {
    this.settings.reset();
    this.now = UPDATES;
    this.train();
  }
}
