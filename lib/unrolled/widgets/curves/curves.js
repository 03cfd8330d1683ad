// Functions of one number: the curve, its slope, the tangent at a number one can drag.

import { Replay } from "../engine/replay.js";
import { Chart } from "../kit/chart.js";
import { choice, list, quantity } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";

const NEAR = 1e-6; // points of the grid that are closer stand on both sides of a corner
const TANGENT = 1.1; // its half length, in units of the axes
const LEVELS = [-4, -2, 0, 1, 2, 4]; // of the table of the curve, where the axis has them

/** @typedef {{value: Float64Array, slope: Float64Array, product: Float64Array}} Layer */

export class Curves {
  /**
   * @param {any} model
   * @param {{name: string, title: string, what: string, label: string, height: number, keys?: string[][]}} about
   */
  constructor(model, about) {
    this.about = about;
    this.family = model.get("family");
    this.start = model.get("start");
    this.labels = new Map(this.family.labels);
    this.replay = new Replay(model.get("program"));
    this.leaves = this.replay.program.leaves.map(({ node }) => node); // points, product
    this.points = this.replay.recorded(this.leaves[0]).slice();
    this.ones = this.replay.recorded(this.leaves[1]);
    const { groups, letters } = this.family;
    this.first = 1 + groups.length * letters.length; // of the grid, behind x and the marks
    this.grid = Array.from(this.points.subarray(this.first));
    this.frame = new Frame({
      ...about,
      key: model.get("key"),
      keys: [["← →", "move along"], ["n", "next function"], ...(about.keys ?? [])],
      act: (key) => this.act(key),
      fields: () => this.fields(),
      table: () => this.table(),
      reset: () => this.set({ ...this.start }),
      resized: () => this.resized(),
    });
    this.build();
    this.state = { ...this.start, ...this.asked(this.frame.asked) };
  }

  /** Show the widget once a subclass has added its parts. */
  ready(place) {
    this.frame.ready(place);
    this.set({});
  }

  // ---- parts ------------------------------------------------------------------------

  build() {
    const { variable, reach, labels } = this.family;
    this.chart = new Chart({
      x: { min: Math.floor(reach[0]), max: reach[1], label: variable },
      y: { min: -1, max: 1, label: "" },
      height: this.about.height,
      label: `${this.about.title}: value and slope as curves`,
      name: "curve",
    });
    this.other = this.chart.curve("other", "soft", ".u-thin");
    this.otherSlope = this.chart.curve("otherSlope", "gradient", ".u-thin.u-dashed");
    this.slope = this.chart.curve("product", "gradient", ".u-dashed");
    this.curve = this.chart.curve("value", "state");
    this.tangent = this.chart.curve("tangent", "gradient", ".u-tangent");
    this.pins = this.chart.pins("mark", "input");
    this.marked = this.chart.dots("markValue", "state");
    this.markedSlope = this.chart.dots("markProduct", "gradient");
    const set = (x) => this.set({ x: Number(x.toFixed(reach[1] > 1 ? 2 : 3)) });
    this.here = this.chart.dots("here", "gradient", ".u-hollow");
    this.knob = this.chart.knob({
      name: "x",
      spoken: variable,
      role: "state",
      move: set,
      key: (event) => this.nudged(event),
    });
    this.functions = choice({
      name: "f",
      label: this.about.what,
      options: labels,
      value: this.start.f,
      change: (f) => this.set({ f }),
    });
    this.beside = list({
      name: "beside",
      label: "beside it",
      spoken: "another one to compare with",
      options: [["", "none"], ...labels],
      value: this.start.beside,
      change: (beside) => this.set({ beside }),
    });
    this.x = quantity({
      name: "x",
      label: make("span.u-math", {}, variable),
      spoken: variable,
      min: reach[0],
      max: reach[1],
      step: reach[1] > 1 ? 0.05 : 0.005,
      value: this.start.x,
      change: (x) => this.set({ x }),
    });
    this.legend = make("p.u-legend", { "aria-hidden": "true" });
    this.numbers = make("div.u-worked", { "data-part": "numbers" });
    this.code = make("pre.u-lines", { "data-part": "code", "aria-label": "the library's code" });
    this.main = make("div.u-main", { "data-part": "curve" }, this.legend, this.chart.element);
    this.side = make("div.u-side", {}, this.numbers, this.code);
    this.options = make("div.u-row.u-options", {}, this.beside.element);
    put(this.frame.body, "class", "u-body u-curves");
    this.frame.body.append(this.functions.element, this.main, this.side, this.options);
    this.frame.foot.append(this.x.element);
  }

  resized() {
    const em = parseFloat(getComputedStyle(this.frame.root).fontSize);
    this.chart.layout((this.main.clientWidth / em) * 16);
  }

  // ---- state ------------------------------------------------------------------------

  /** What a link asks for, where that is possible. @param {Record<string, string>} link */
  asked({ f, beside, x }) {
    const [min, max] = this.family.reach;
    const number = x ? Number(x) : NaN;
    return {
      ...(this.labels.has(f) ? { f } : {}),
      ...(beside === "none" || this.labels.has(beside)
        ? { beside: beside === "none" ? "" : beside }
        : {}),
      ...(number >= min && number <= max ? { x: number } : {}),
    };
  }

  fields() {
    return Object.fromEntries(
      Object.entries(this.state).map(([name, value]) => [
        name,
        value === this.start[name] ? "" : String(value || "none"),
      ]),
    );
  }

  /** Change a part of the state, and show what follows from it. */
  set(change) {
    Object.assign(this.state, change);
    this.points[0] = this.state.x;
    this.done = this.run(this.state.f);
    this.show();
    const edited = Object.values(this.fields()).filter(Boolean).length;
    this.frame.changed(edited ? [make("u", {}, `${edited} changed`)] : []);
  }

  act(key) {
    const step = (this.family.reach[1] - this.family.reach[0]) / 100;
    if (key === "n") return () => this.next();
    if (key === "ArrowRight") return () => this.move(step);
    if (key === "ArrowLeft") return () => this.move(-step);
  }

  next() {
    const names = [...this.labels.keys()];
    this.set({ f: names[(names.indexOf(this.state.f) + 1) % names.length] });
  }

  move(by) {
    const [min, max] = this.family.reach;
    const x = Math.max(min, Math.min(max, this.state.x + by));
    this.set({ x: Number(x.toFixed(4)) });
  }

  nudged({ key }) {
    const [min, max] = this.family.reach;
    const step = (max - min) / 100;
    const ways = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step };
    const ends = { PageUp: 10 * step, PageDown: -10 * step, Home: min - max, End: max - min };
    const by = ways[key] ?? ends[key];
    if (by !== undefined) this.move(by);
    return by !== undefined;
  }

  // ---- numbers ----------------------------------------------------------------------

  /**
   * Pass all points through one layer after another: what comes out is fed in again.
   *
   * @returns {Layer[]}
   */
  run(f) {
    const { replay, leaves } = this;
    const { outputs } = replay.program;
    const [value, slope, product] = ["", "_slope", "_product"].map((part) => outputs[f + part]);
    replay.set(leaves[0], this.points);
    replay.set(leaves[1], this.ones);
    return Array.from({ length: this.family.layers }, () => {
      replay.update();
      const [v, s, p] = [value, slope, product].map((node) => replay.values[node].slice());
      replay.feed([
        [value, leaves[0]],
        [product, leaves[1]],
      ]);
      return { value: v, slope: s, product: p };
    });
  }

  /** The layer on top. @param {Layer[]} done */
  top(done = this.done) {
    return done[(this.state.layers ?? 1) - 1];
  }

  /** Where the marks of the chosen group stand among the points. */
  places() {
    const { letters } = this.family;
    const from = 1 + ((this.state.unit ?? 1) - 1) * letters.length;
    return letters.map((letter, i) => ({ letter, at: from + i, t: i + 1 }));
  }

  // ---- view -------------------------------------------------------------------------

  show() {
    const { x, f, beside } = this.state;
    const { value, product } = this.top();
    this.showWindow();
    this.functions.set(f);
    this.beside.set(beside);
    this.x.set(x);
    this.curve.set(this.grid, value.subarray(this.first));
    this.slope.set(...this.broken(product));
    this.second = this.besides();
    const other = this.second;
    this.other.set(other ? this.grid : [], other?.value.subarray(this.first) ?? []);
    this.otherSlope.set(...(other ? this.broken(other.product) : [[], []]));
    const places = this.places();
    const dots = (of) => places.map(({ at, t }) => ({ x: this.points[at], y: of[at], t }));
    this.pins.set(places.map(({ letter, at, t }) => ({ x: this.points[at], text: letter, t })));
    this.here.set([{ x, y: product[0] }]);
    this.marked.set(dots(value));
    this.markedSlope.set(dots(product));
    this.showTangent(x, value[0], product[0]);
    const [min, max] = this.family.reach;
    const text = `${this.family.variable} ${long(x)}: value ${short(value[0])}, slope ${short(product[0])}`;
    this.knob.set(x, value[0], { now: x, min, max, text });
    this.showCode();
  }

  /** The layer on top of the function to compare with, if there is one. */
  besides() {
    const { f, beside } = this.state;
    return beside && beside !== f ? this.top(this.run(beside)) : null;
  }

  /** Both functions fit into the chart. */
  showWindow() {
    const ends = [this.state.f, this.state.beside || this.state.f].map(
      (f) => this.family.windows[f],
    );
    const min = Math.min(...ends.map(([low]) => low));
    const max = Math.max(...ends.map(([, high]) => high));
    if (min !== this.chart.y.min || max !== this.chart.y.max)
      this.chart.window({ y: { min, max } });
  }

  /** A curve that may jump: it breaks at the corners. */
  broken(values) {
    const [xs, ys] = [[], []];
    this.grid.forEach((x, i) => {
      if (i && x - this.grid[i - 1] < NEAR) {
        xs.push(NaN);
        ys.push(NaN);
      }
      xs.push(x);
      ys.push(values[this.first + i]);
    });
    return [xs, ys];
  }

  showTangent(x, y, slope) {
    const unit = this.family.reach[1] > 1 ? 1 : 0.1; // of the x axis beside that of the y axis
    const run = (TANGENT * unit) / Math.hypot(1, slope * unit);
    this.tangent.set([x - run, x + run], [y - run * slope, y + run * slope]);
  }

  /** The two lines of the library that gave value and slope. */
  showCode() {
    const { program } = this.replay;
    const lines = ["", "_slope"].map((part) => {
      const node = program.nodes[program.outputs[this.state.f + part]];
      const { fn, line } = program.places[node.at];
      const { text, line: first } = program.sources[fn];
      return `${fn.split(".").at(-1)}: ${text.split("\n")[line - first].trim()}`;
    });
    write(this.code, lines.join("\n"));
  }

  /** What the lines mean: a sample of each, and its name. @param {string[][]} entries */
  showLegend(entries) {
    const text = String(entries);
    if (text === this.told) return;
    this.told = text;
    const parts = entries.map(([look, text]) =>
      make("span", {}, make(`span.u-swatch.u-${look}`), text),
    );
    this.legend.replaceChildren(...parts);
  }

  /** A number in a sentence, that carries itself in full. */
  number(name, value, text = brief(value), t = 1) {
    const facts = { "data-name": name, "data-index": 0, "data-t": t, "data-value": String(value) };
    return make("b", facts, text);
  }

  table() {
    const cell = (name, value, index, t) => ({ name, value, index, t, text: long(value) });
    const { value, slope, product } = this.done[0];
    const { variable } = this.family;
    const own = (head, at, name, t) => ({
      head,
      cells: [
        cell(`${name}At`, this.points[at], at, t),
        cell(`${name}Value`, value[at], at, t),
        cell(`${name}Slope`, (this.family.layers > 1 ? slope : product)[at], at, t),
      ],
    });
    const heads = ["where", variable, "value", "slope"];
    const marks = this.places().map(({ letter, at, t }) => own(letter, at, "letter", t));
    const along = this.grid.flatMap((x, i) =>
      LEVELS.includes(x * (this.family.reach[1] > 1 ? 1 : 10))
        ? [own(long(x), this.first + i, "curve", "")]
        : [],
    );
    const caption = this.labels.get(this.state.f);
    return [
      numbersTable(`${caption}, at the chosen number`, heads, [own("chosen", 0, "x", 1)]),
      numbersTable(`${caption}, at the letters of h-e-l-o`, heads, marks),
      numbersTable(`${caption}, along the curve`, heads, along),
    ];
  }

  destroy() {
    this.frame.destroy();
  }
}

/** Three decimals; of numbers too small for them the first digit. @param {number} x */
export const brief = (x) => (x !== 0 && Math.abs(x) < 0.001 ? long(x, 4) : short(x));
