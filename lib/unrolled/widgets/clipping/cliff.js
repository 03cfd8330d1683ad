// The cliff: the loss of a network with one unit as a landscape, and three marbles that
// descend: without clipping, clipped by norm, clipped by value.

import { Named } from "../engine/named.js";
import { Chart } from "../kit/chart.js";
import { askedNumber, quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { grouped, long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Settings } from "./settings.js";

const STEPS = 60;
const MAP = { u: [0, 4], b: [-1.5, 1] };
const CELLS = [56, 44];
const WAYS = [
  ["free", "loss", "without clipping"],
  ["by_norm", "recurrent", "by norm"],
  ["by_value", "output", "by value"],
];
const SETTINGS = {
  learning_rate: { label: "learning rate", spoken: "Learning rate", min: 0.05, max: 5 },
  max_norm: {
    label: "by norm: longest",
    spoken: "Largest norm",
    min: 0.01,
    max: 10,
    role: "recurrent",
  },
  limit: {
    label: "by value: limit",
    spoken: "Limit of every entry",
    min: 0.01,
    max: 10,
    role: "output",
  },
};

const range = (count, /** @type {number[]} */ [from, to]) =>
  Array.from({ length: count + 1 }, (_, k) => from + (k * (to - from)) / count);

export class Cliff {
  constructor(program, changed, asked) {
    this.named = new Named(program);
    this.changed = changed;
    this.start = ["u", "b"].map((name) =>
      askedNumber(
        asked[name],
        { min: MAP[name][0], max: MAP[name][1] },
        this.named.recorded(name)[0],
      ),
    );
    this.settings = new Settings(this.named, SETTINGS, asked, () => {
      this.descend();
      this.changed();
    });
    this.now = askedNumber(asked.step, { min: 0, max: STEPS, whole: true }, STEPS);
    this.build();
    this.descend();
  }

  build() {
    this.chart = new Chart({
      x: { min: MAP.u[0], max: MAP.u[1], label: "u" },
      y: { min: MAP.b[0], max: MAP.b[1], label: "b" },
      height: 300,
      label: "The loss over u and b: the darker, the larger",
      name: "cliff",
    });
    this.land = this.chart.field("loss");
    this.lines = WAYS.map(([name, role]) =>
      this.chart.curve(name, role, name === "free" ? ".u-dashed" : ""),
    );
    this.marbles = WAYS.map(([name, role]) => this.chart.dots(name, role));
    this.knob = this.chart.knob({
      name: "start",
      spoken: "where the marbles start",
      role: "state",
      move: (u, b) => this.place([u, b]),
      key: (event) => this.nudge(event.key),
    });
    this.step = quantity({
      name: "step",
      label: "step",
      spoken: "Step",
      min: 0,
      max: STEPS,
      step: 1,
      whole: true,
      value: this.now,
      change: (n) => this.go(n),
    });
    this.legend = make(
      "p.u-legend",
      { "aria-hidden": "true" },
      WAYS.map(([, role, words]) => make(`span.u-${role}`, {}, `● ${words}`)),
    );
    this.element = make("div", {}, this.chart.element, this.legend);
    this.controls = [this.step.element, ...this.settings.elements];
  }

  /** The loss at the middle of every cell of the map. */
  survey() {
    const [us, bs] = [range(CELLS[0], MAP.u), range(CELLS[1], MAP.b)];
    const middle = (edges, k) => (edges[k] + edges[k + 1]) / 2;
    const depths = new Float64Array(CELLS[0] * CELLS[1]);
    for (let j = 0; j < CELLS[1]; j++)
      for (let i = 0; i < CELLS[0]; i++) {
        this.named.set({ u: middle(us, i), b: middle(bs, j) });
        depths[j * CELLS[0] + i] = Math.sqrt(this.named.value("L") / 2);
      }
    this.land.set(us, bs, depths);
    this.surveyed = true;
  }

  /** Follow all three ways from the start. */
  descend() {
    this.paths = WAYS.map(([name]) => {
      const path = [];
      let [u, b] = this.start;
      for (let n = 0; n <= STEPS; n++) {
        this.named.set({ u, b, ...this.settings.values });
        path.push({ u, b, L: this.named.value("L"), norm: this.named.value("norm") });
        [u, b] = this.named.values(name);
      }
      return path;
    });
    this.render();
  }

  layout(width) {
    if (!this.surveyed) this.survey();
    this.chart.layout(width, Math.min(300, 0.8 * width));
  }

  /** @param {number[]} place */
  place([u, b]) {
    const inside = (x, /** @type {number[]} */ [low, high]) =>
      Number(Math.max(low, Math.min(high, x)).toFixed(2));
    this.start = [inside(u, MAP.u), inside(b, MAP.b)];
    this.descend();
    this.changed();
  }

  nudge(key) {
    const way = {
      ArrowRight: [0.05, 0],
      ArrowLeft: [-0.05, 0],
      ArrowUp: [0, 0.05],
      ArrowDown: [0, -0.05],
    }[key];
    if (way) this.place([this.start[0] + way[0], this.start[1] + way[1]]);
    return Boolean(way);
  }

  go(n) {
    this.now = Math.max(0, Math.min(STEPS, n));
    this.render();
    this.changed();
  }

  key(key) {
    const to = { ArrowRight: this.now + 1, ArrowLeft: this.now - 1, Home: 0, End: STEPS }[key];
    return to === undefined ? undefined : () => this.go(to);
  }

  render() {
    this.step.set(this.now);
    this.paths.forEach((path, k) => {
      const seen = path.slice(0, this.now + 1);
      this.lines[k].set(
        seen.map(({ u }) => u),
        seen.map(({ b }) => b),
      );
      const { u, b } = path[this.now];
      this.marbles[k].set(this.onMap(path[this.now]) ? [{ x: u, y: b, t: this.now }] : []);
    });
    const [u, b] = this.start;
    const text = `u ${short(u)}, b ${short(b)}`;
    this.knob.set(u, b, { now: u, min: MAP.u[0], max: MAP.u[1], text });
  }

  onMap({ u, b }) {
    return u >= MAP.u[0] && u <= MAP.u[1] && b >= MAP.b[0] && b <= MAP.b[1];
  }

  say() {
    const [free, byNorm, byValue] = this.paths.map((path) => path[this.now]);
    const steep = Math.max(...this.paths[0].slice(0, this.now + 1).map(({ norm }) => norm));
    const where = this.onMap(free)
      ? ` the marble stands at u = ${short(free.u)}, b = ${short(free.b)} (loss ${short(free.L)}).`
      : ` a gradient of norm ${grouped(steep)} has thrown the marble off the map, to u = ${grouped(free.u)}.`;
    return [
      `Step ${this.now}. Without clipping`,
      where,
      " Clipped by norm its loss is ",
      make("b", {}, short(byNorm.L)),
      ", by value ",
      make("b", {}, short(byValue.L)),
      ".",
    ];
  }

  table() {
    const heads = ["step", ...WAYS.flatMap(([, , words]) => [`u ${words}`, "b", "loss", "norm"])];
    const rows = this.paths[0].map((_, n) => ({
      head: String(n),
      cells: this.paths.flatMap((path, k) =>
        ["u", "b", "L", "norm"].map((part) => ({
          name: `${WAYS[k][0]}.${part}`,
          t: n,
          value: path[n][part],
          text: long(path[n][part], 4),
        })),
      ),
    }));
    return [numbersTable("The three ways down", heads, rows)];
  }

  differs() {
    const { named } = this;
    const place = ["u", "b"].filter((name, k) => this.start[k] !== named.recorded(name)[0]);
    return [...place, ...this.settings.differing()];
  }

  fields() {
    const all = { u: this.start[0], b: this.start[1], ...this.settings.values };
    const changed = this.differs().map((name) => [name, String(all[name])]);
    return { ...Object.fromEntries(changed), step: this.now === STEPS ? "" : String(this.now) };
  }

  reset() {
    this.start = ["u", "b"].map((name) => this.named.recorded(name)[0]);
    this.settings.reset();
    this.now = STEPS;
    this.descend();
  }
}
