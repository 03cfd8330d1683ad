// The cliff: the loss of a network with one unit as a landscape, and three marbles that
// descend: without clipping, clipped by norm, clipped by value.

import { Chart } from "../kit/chart.js";
import { make } from "../kit/dom.js";
import { grouped, long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { opacityOf } from "../kit/traces.js";
import { Descents, depthOf, WAYS } from "./descents.js";
import { Course, fields, Settings } from "./settings.js";

const STEPS = 60;
const HEIGHT = 300;
const MAP = { u: [0, 4], b: [-1.5, 1] };
const LOSSES = [0, 0.02, 0.1, 0.5, 2]; // of the key to the colours
const NUDGE = 0.05; // of the arrow keys
const NUDGES = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
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

const within = (x, /** @type {number[]} */ [low, high]) => Math.max(low, Math.min(high, x));
const onMap = ({ u, b }) => u === within(u, MAP.u) && b === within(b, MAP.b);

export class Cliff {
  /** @param {ConstructorParameters<typeof Descents>[0]} program @param {(changes: Record<string, number>) => void} change @param {boolean} [atEnd] */
  constructor(program, change, atEnd) {
    this.change = change;
    this.descents = new Descents(program);
    this.settings = new Settings(SETTINGS, change);
    this.course = new Course("step", STEPS, change, atEnd);
    const bounds = Object.entries(MAP).map(([name, [min, max]]) => [name, { min, max }]);
    this.schema = {
      ...fields(this.descents.named, { ...Object.fromEntries(bounds), ...SETTINGS }),
      step: this.course.field,
    };
    this.build();
    const legend = WAYS.map(([, role, words]) => make(`span.u-${role}`, {}, `● ${words}`));
    this.element = make(
      "div",
      {},
      this.chart.element,
      make("p.u-legend", { "aria-hidden": "true" }, legend),
      this.colours(),
    );
    this.controls = [this.course.element, ...this.settings.elements];
  }

  build() {
    this.chart = new Chart({
      x: { min: MAP.u[0], max: MAP.u[1], label: "u" },
      y: { min: MAP.b[0], max: MAP.b[1], label: "b" },
      height: HEIGHT,
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
      move: (u, b) => this.move(u, b),
      key: (event) => this.nudge(event.key),
    });
  }

  /** Which loss has which colour. */
  colours() {
    const swatch = (L) => {
      const box = make("i.u-depth-key");
      box.style.opacity = String(opacityOf(depthOf(L), this.land.levels));
      return make("span", {}, make("span.u-depth-box", {}, box), long(L));
    };
    const entries = LOSSES.map(swatch);
    return make("p.u-legend.u-depths", { "data-part": "key" }, make("span", {}, "loss L"), entries);
  }

  layout(width) {
    if (!this.surveyed) {
      const { us, bs, depths } = this.descents.survey(MAP);
      this.land.set(us, bs, depths);
      this.surveyed = true;
    }
    this.chart.layout(width, Math.min(HEIGHT, 0.8 * width));
  }

  // ---- what the reader does ---------------------------------------------------------

  move(u, b) {
    const inside = (x, sides) => Number(within(x, sides).toFixed(2));
    this.change({ u: inside(u, MAP.u), b: inside(b, MAP.b) });
  }

  nudge(key) {
    const way = NUDGES[key];
    const { u, b } = this.start;
    if (way) this.move(u + way[0] * NUDGE, b + way[1] * NUDGE);
    return Boolean(way);
  }

  key(key) {
    return this.course.key(key, this.now);
  }

  // ---- what is to be seen -----------------------------------------------------------

  /** @param {import("./settings.js").Own} state @param {boolean} moved  whether more than the step is new */
  show(state, moved) {
    this.now = state.get("step");
    this.start = { u: state.get("u"), b: state.get("b") };
    if (moved) this.paths = this.descents.follow(this.start, this.settings.values(state), STEPS);
    this.settings.show(state);
    this.course.quantity.set(this.now);
    this.paths.forEach((path, k) => this.draw(path, k));
    const { u, b } = this.start;
    const text = `u ${short(u)}, b ${short(b)}`;
    this.knob.set(u, b, { now: u, min: MAP.u[0], max: MAP.u[1], text });
  }

  draw(path, k) {
    const seen = path.slice(0, this.now + 1);
    this.lines[k].set(
      seen.map(({ u }) => u),
      seen.map(({ b }) => b),
    );
    const { u, b } = path[this.now];
    this.marbles[k].set(onMap({ u, b }) ? [{ x: u, y: b, t: this.now }] : []);
  }

  say() {
    const [free, byNorm, byValue] = this.paths.map((path) => path[this.now]);
    const steep = Math.max(...this.paths[0].slice(0, this.now + 1).map(({ norm }) => norm));
    const where = onMap(free)
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
    const cell = (k, n, part) => {
      const value = this.paths[k][n][part];
      return { name: `${WAYS[k][0]}.${part}`, t: n, value, text: long(value, 4) };
    };
    const rows = this.paths[0].map((_, n) => ({
      head: String(n),
      cells: WAYS.flatMap((_way, k) => ["u", "b", "L", "norm"].map((part) => cell(k, n, part))),
    }));
    return [numbersTable("The three ways down", heads, rows)];
  }
}
