// Clipping in the plane: one gradient, both clips, and how far each one turns it.

import { Named } from "../engine/named.js";
import { number } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { long, lowered, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { fields } from "./settings.js";

const REACH = 4; // how far the gradient can be dragged
const HEIGHT = 300;
const STEP = 0.1;
const LIMITS = { min: 0.1, max: 5 };
const CIRCLE = Array.from({ length: 97 }, (_, k) => (2 * Math.PI * k) / 96);
const ARROW = 9; // pixels

/** Two numbers with a comma between them. */
const pair = (/** @type {number[]} */ start) => ({
  start,
  read: (/** @type {string} */ text) => {
    const found = text.split(",").map(number({ start: NaN, min: -REACH, max: REACH }).read);
    return found.length === 2 && !found.includes(undefined) ? found : undefined;
  },
  write: (/** @type {number[]} */ values) => values.join(","),
});

export class Plane {
  /** @param {ConstructorParameters<typeof Named>[0]} program @param {(changes: Record<string, any>) => void} change */
  constructor(program, change) {
    this.named = new Named(program);
    this.move = change;
    const { limit, max_norm } = fields(this.named, { limit: LIMITS, max_norm: LIMITS });
    this.schema = { g: pair(Array.from(this.named.recorded("g"))), limit, longest: max_norm };
    this.build();
  }

  build() {
    this.buildChart();
    const amount = (name, label, spoken, role) =>
      quantity({
        ...{ name, label, spoken, role, ...LIMITS, step: 0.05, value: 1 },
        change: (value) => this.change({ [name]: value }),
      });
    this.limits = {
      limit: amount("limit", "by value: limit", "Limit of every entry", "output"),
      longest: amount("longest", "by norm: longest", "Largest norm", "recurrent"),
    };
    this.entries = [0, 1].map((k) => this.entry(k));
    this.facts = make("div.u-facts.u-scrolls", { "data-part": "numbers" });
    this.element = make("div.u-halves", {}, this.chart.element, this.facts);
    this.controls = [...this.entries, ...Object.values(this.limits)].map((one) => one.element);
  }

  buildChart() {
    const axis = (label) => ({ min: -REACH, max: REACH, label });
    const label = "A gradient and what clipping makes of it";
    const chart = new Chart({ x: axis("g₁"), y: axis("g₂"), height: HEIGHT, label, name: "plane" });
    this.chart = chart;
    this.box = chart.curve("box", "output", ".u-thin.u-dashed");
    this.circle = chart.curve("circle", "recurrent", ".u-thin.u-dashed");
    this.arrows = {
      g: chart.curve("g", "gradient", ".u-dashed"),
      by_value: chart.curve("by_value", "output"),
      by_norm: chart.curve("by_norm", "recurrent"),
    };
    this.knob = chart.knob({
      name: "g",
      spoken: "the gradient",
      role: "gradient",
      move: (x, y) => this.change({ g: [x, y].map((v) => Number(v.toFixed(2))) }),
      key: (event) => this.nudge(event.key),
    });
  }

  /** A field for one entry of the gradient. @param {number} k */
  entry(k) {
    const change = (value) => {
      const g = [...this.named.values("g")];
      g[k] = value;
      this.change({ g });
    };
    return quantity({
      name: `g${k + 1}`,
      label: `g${lowered(k + 1)}`,
      spoken: `Entry ${k + 1} of the gradient`,
      role: "gradient",
      min: -REACH,
      max: REACH,
      value: 0,
      change,
    });
  }

  layout(_width, half) {
    const height = Math.min(HEIGHT, 0.9 * half);
    const across = (REACH * (half - 58)) / (height - 44); // a square is a square
    this.chart.window({ x: { min: -across, max: across } });
    this.chart.layout(half, height);
    this.render();
  }

  /** @param {import("./settings.js").Own} state */
  show(state) {
    const g = state.get("g");
    this.named.set({ g, limit: state.get("limit"), max_norm: state.get("longest") });
    this.entries.forEach((entry, k) => entry.set(g[k]));
    for (const [name, control] of Object.entries(this.limits)) control.set(state.get(name));
    this.render();
  }

  change(values) {
    const inside = (x) => Math.max(-REACH, Math.min(REACH, x));
    this.move(values.g ? { g: Array.from(values.g, inside) } : values);
  }

  nudge(key) {
    const way = {
      ArrowRight: [STEP, 0],
      ArrowLeft: [-STEP, 0],
      ArrowUp: [0, STEP],
      ArrowDown: [0, -STEP],
    }[key];
    if (!way) return false;
    const [x, y] = this.named.values("g");
    this.change({ g: [x + way[0], y + way[1]].map((v) => Number(v.toFixed(2))) });
    return true;
  }

  key(key) {
    return /^Arrow/.test(key) ? () => this.nudge(key) : undefined;
  }

  render() {
    const { named } = this;
    const [limit, longest] = [named.value("limit"), named.value("max_norm")];
    this.box.set([-limit, limit, limit, -limit, -limit], [-limit, -limit, limit, limit, -limit]);
    this.circle.set(
      CIRCLE.map((w) => longest * Math.cos(w)),
      CIRCLE.map((w) => longest * Math.sin(w)),
    );
    for (const [name, arrow] of Object.entries(this.arrows)) this.point(arrow, named.values(name));
    const [x, y] = named.values("g");
    const text = `${short(x)}, ${short(y)}`;
    this.knob.set(x, y, { now: x, min: -REACH, max: REACH, text });
    this.facts.replaceChildren(this.summary());
  }

  /** An arrow from the origin: a shaft and a head of fixed size. @param {{set(...data: ArrayLike<number>[]): void}} arrow @param {ArrayLike<number>} tip */
  point(arrow, { 0: x, 1: y }) {
    const { chart } = this;
    const perX = chart.left(1) - chart.left(0) || 1;
    const perY = chart.top(0) - chart.top(1) || 1;
    const [px, py] = [x * perX, y * perY];
    const size = Math.hypot(px, py) || 1;
    const barb = (turn) => {
      const w = Math.atan2(py, px) + turn;
      return [x - (ARROW * Math.cos(w)) / perX, y - (ARROW * Math.sin(w)) / perY];
    };
    const [a, b] = [barb(0.45), barb(-0.45)];
    const drawn =
      size > 2
        ? [[0, 0], [x, y], a, [x, y], b]
        : [
            [0, 0],
            [x, y],
          ];
    arrow.set(
      drawn.map((p) => p[0]),
      drawn.map((p) => p[1]),
    );
  }

  rows() {
    const { named } = this;
    const row = (head, name, norm, turned) => ({
      head,
      cells: [
        ...[0, 1].map((k) => ({ name, index: k, value: named.values(name)[k] })),
        { name: norm, value: named.value(norm) },
        ...(turned ? [{ name: turned, value: named.value(turned) }] : []),
      ],
    });
    return [
      row("gradient", "g", "norm", null),
      row("by norm", "by_norm", "norm_by_norm", "turned_by_norm"),
      row("by value", "by_value", "norm_by_value", "turned_by_value"),
    ];
  }

  summary() {
    const written = this.rows().map(({ head, cells }) => ({
      head,
      cells: cells.map((cell) => ({
        ...cell,
        text: cell.name.startsWith("turned") ? `${cell.value.toFixed(1)}°` : short(cell.value),
      })),
    }));
    return numbersTable("", ["", "g₁", "g₂", "length", "turned"], written);
  }

  table() {
    const written = this.rows().map(({ head, cells }) => ({
      head,
      cells: cells.map((cell) => ({ ...cell, text: long(cell.value) })),
    }));
    return [numbersTable("A gradient, clipped", ["", "g₁", "g₂", "length", "turned, °"], written)];
  }

  say() {
    const { named } = this;
    const [norm, longest] = [named.value("norm"), named.value("max_norm")];
    const turned = named.value("turned_by_value");
    const byNorm =
      norm > longest
        ? [
            "By norm the gradient keeps its direction and shrinks from ",
            make("b", {}, short(norm)),
            " to ",
            make("b", {}, short(named.value("norm_by_norm"))),
            ". ",
          ]
        : ["The gradient is no longer than allowed, so the norm rule leaves it alone. "];
    const inside = named.value("norm_by_value") === norm;
    const byValue = inside
      ? ["No entry is beyond the limit, so the value rule leaves it alone, too."]
      : ["By value it turns by ", make("b", {}, `${turned.toFixed(1)}°`), "."];
    return [...byNorm, ...byValue];
  }
}
