// Activation functions: slide along the curve, and stack them to see slopes multiply.

import { number } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { choice, labelled, quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { mounted } from "../kit/mount.js";
import { long, percent, short } from "../kit/numbers.js";
import { alongRow, oneStop } from "../kit/row.js";
import { numbersTable } from "../kit/table.js";
import { brief, Curves } from "./curves.js";

const JUMP = 0.5; // of the slope at a corner
const BANDS = 12; // stretches of flat curve that can be shaded; the library's have at most 3
const LEAST = 0.001; // shares below it are said in words
const DEPTHS = [1e-4, 1e-8, 1e-20]; // where the axis of the products may begin

class Activations extends Curves {
  constructor(place, model) {
    super(model, {
      name: "activations",
      title: "Activations",
      what: "function",
      label: "An activation function, its slope and its tangent.",
      height: 290,
      keys: [
        ["↑ ↓", "more or fewer layers"],
        ["1 2 3", "unit of h-e-l-o"],
      ],
    });
    this.ready(place);
  }

  build() {
    super.build();
    this.bands = Array.from({ length: BANDS }, () => this.chart.band());
    this.buildDepth(this.family.layers);
    this.buildChoices(this.family);
    this.buildJumps(this.family.letters);
    this.side.prepend(this.depth.element);
    this.options.append(this.unit.element, this.jumps, this.flat.element);
    this.frame.foot.append(this.layers.element);
  }

  /** @param {number} layers */
  buildDepth(layers) {
    this.depth = new Chart({
      x: { min: 0.5, max: layers + 0.5, label: "layers", ticks: [] },
      y: { min: DEPTHS[0], max: 4, label: "slope of the stack at a", log: true },
      height: 160,
      label: "The slope of the stack after each layer",
      name: "stack",
    });
    this.depth.x.ticks = Array.from({ length: layers }, (_, j) => [j + 1, String(j + 1)]);
    this.thread = this.depth.curve("thread", "gradient", ".u-thin");
    this.below = this.depth.dots("product", "gradient");
    this.above = this.depth.dots("further", "gradient", ".u-hollow");
  }

  /** @param {import("./layers.js").Family} family */
  buildChoices({ groups, layers }) {
    this.layers = quantity({
      name: "layers",
      label: "layers",
      spoken: "layers in the stack",
      min: 1,
      max: layers,
      step: 1,
      whole: true,
      value: this.start.layers,
      change: (k) => this.set({ layers: k }),
    });
    this.flat = quantity({
      name: "flat",
      label: "flat below",
      spoken: "slope below which the curve counts as flat",
      min: 0,
      max: 1,
      value: this.start.flat,
      change: (flat) => this.set({ flat }),
    });
    this.unit = choice({
      name: "unit",
      label: "h-e-l-o’s unit",
      options: groups.map((_, i) => [String(i + 1), String(i + 1)]),
      value: String(this.start.unit),
      change: (unit) => this.set({ unit: Number(unit) }),
    });
  }

  /** Ways to where h-e-l-o stands. @param {string[]} letters */
  buildJumps(letters) {
    const jump = (i) => () => this.set({ x: this.layered.points[this.places()[i].at] });
    const buttons = letters.map((letter, i) =>
      make("button.u-button.u-choice", { type: "button", "data-go": i, click: jump(i) }, letter),
    );
    this.jumps = labelled("go to", buttons);
    oneStop(buttons, 0);
    alongRow(this.jumps, () => buttons);
  }

  resized() {
    super.resized();
    this.frame.fit(this.depth);
  }

  schema() {
    const { start, family } = this;
    const whole = { min: 1, whole: true };
    return {
      ...super.schema(),
      layers: number({ start: start.layers, ...whole, max: family.layers }),
      unit: number({ start: start.unit, ...whole, max: family.groups.length }),
      flat: number({ start: start.flat, min: 0, max: 1 }),
    };
  }

  act(key) {
    const { layers } = this.state;
    if (key === "ArrowUp")
      return () => this.set({ layers: Math.min(this.family.layers, layers + 1) });
    if (key === "ArrowDown") return () => this.set({ layers: Math.max(1, layers - 1) });
    const unit = Number(key);
    if (unit >= 1 && unit <= this.family.groups.length) return () => this.set({ unit });
    return super.act(key);
  }

  // ---- view -------------------------------------------------------------------------

  show() {
    super.show();
    const { flat, layers, unit, f, beside } = this.state;
    this.layers.set(layers);
    this.flat.set(flat);
    this.unit.set(String(unit));
    const slopes = this.top().product.subarray(this.layered.first);
    this.stretches = stretches(this.layered.grid, slopes, flat);
    this.bands.forEach((band, i) => band.set(...(this.stretches[i]?.edges ?? [0, 0])));
    this.showDepth();
    this.showWorked();
    this.frame.say(...this.sentence());
    const name = this.labels.get(f);
    const many = layers > 1 ? `${layers} × ${name}` : name;
    this.showLegend([
      ["value", many],
      ["slope", "slope"],
      ["tangent", "tangent"],
      ["flat", `flat (below ${long(flat)})`],
      ...(beside && beside !== f ? [["other", this.labels.get(beside)]] : []),
    ]);
  }

  showDepth() {
    const dots = this.done.map(({ product }, j) => ({ x: j + 1, y: product[0], t: j + 1 }));
    const seen = dots.filter(({ y }) => y > 0);
    const min = DEPTHS.find((depth) => seen.every(({ y }) => y > depth)) ?? DEPTHS.at(-1);
    if (min !== this.depth.y.min) this.depth.window({ y: { min } });
    this.thread.set(
      dots.map(({ x }) => x),
      dots.map(({ y }) => y),
    );
    const bottom = this.depth.y.min;
    const drawn = dots.map((dot) => (dot.y > 0 ? dot : { ...dot, y: bottom, value: 0, text: "0" }));
    this.below.set(drawn.slice(0, this.state.layers));
    this.above.set(drawn.slice(this.state.layers));
  }

  /** What goes through the layers, and how their slopes multiply. */
  showWorked() {
    const used = this.done.slice(0, this.state.layers);
    const joined = (parts, sign) => parts.flatMap((part, i) => (i ? [sign, part] : [part]));
    const values = used.map(({ value }, j) => this.number("value", value[0], undefined, j + 1));
    const slopes = used.map(({ slope }, j) => this.number("slope", slope[0], undefined, j + 1));
    const product = this.top().product[0];
    const whole = [" = ", this.number("product", product, exact(product), this.state.layers)];
    this.numbers.replaceChildren(
      make("span.u-soft", {}, "value"),
      make("p", {}, joined([this.number("x", this.state.x), ...values], " → ")),
      make("span.u-soft", {}, "slope"),
      make("p.u-gradient", {}, joined(slopes, " · "), used.length > 1 ? whole : []),
    );
  }

  sentence() {
    const { x, layers, f, flat } = this.state;
    const { value, slope, product } = this.top();
    const name = this.labels.get(f);
    const through = layers > 1 ? `${layers} layers of ${name} turn ` : `${name} turns `;
    const [p, corner] = [product[0], layers === 1 && this.corner(x)];
    const said = layers > 1 ? `. Their slopes multiply to ` : ". Its slope here is ";
    const number = layers > 1 ? exact(p) : brief(slope[0]);
    const end = corner
      ? ". At a corner there is no slope: the library takes the smaller one."
      : `: ${share(p)} of an error comes back through ${layers > 1 ? "them" : "it"}${p < flat ? ". Flat." : "."}`;
    return [
      through,
      this.number("x", x),
      " into ",
      this.number("value", value[0], undefined, layers),
      said,
      this.number("product", p, number, layers),
      end,
    ];
  }

  /** Whether the slopes on both sides of a point of the grid differ. */
  corner(x) {
    const i = this.layered.grid.indexOf(x);
    if (i < 1 || this.layered.grid[i] - this.layered.grid[i - 1] > 1e-6) return false;
    const { slope } = this.done[0];
    return Math.abs(slope[this.layered.first + i - 1] - slope[this.layered.first + i + 1]) > JUMP;
  }

  table() {
    const caption = `${this.state.layers} × ${this.labels.get(this.state.f)}`;
    const { unit, x } = this.state;
    const heads = ["layer", "value", "slope", "slopes so far"];
    const marks = ["letter", "a", "value", "slope"];
    return [
      numbersTable(`From a = ${long(x)}; layers in brackets are not used`, heads, this.rows()),
      numbersTable(`${caption}: unit ${unit} of h-e-l-o`, marks, this.marks()),
      numbersTable(`${caption} is flat`, ["stretch", "from", "to"], this.flats()),
      ...super.table(),
    ];
  }

  rows() {
    const { layers } = this.state;
    return this.done.map((layer, j) => ({
      head: j < layers ? String(j + 1) : `(${j + 1})`,
      cells: ["value", "slope", "product"].map((name) => cell(name, layer[name][0], j + 1)),
    }));
  }

  marks() {
    const { value, product } = this.top();
    return this.places().map(({ letter, at, t }) => ({
      head: letter,
      cells: [
        cell("mark", this.layered.points[at], t, t - 1),
        cell("markValue", value[at], t, t - 1),
        cell("markProduct", product[at], t, t - 1),
      ],
    }));
  }

  flats() {
    return this.stretches.map(({ from, to }, i) => ({
      head: String(i + 1),
      cells: [from, to].map((at, end) => cell("flat", this.layered.grid[at], i + 1, end)),
    }));
  }
}

const cell = (name, value, t, index = 0) => ({ name, value, index, t, text: exact(value) });

/** Stretches of the axis where slopes are below a bound. */
function stretches(grid, slopes, bound) {
  const found = [];
  grid.forEach((_, i) => {
    if (!(Math.abs(slopes[i]) < bound)) return; // a function of the reader's may fall
    const last = found.at(-1);
    if (last && last.to === i - 1) last.to = i;
    else found.push({ from: i, to: i });
  });
  const end = grid.length - 1;
  return found.map(({ from, to }) => ({
    from,
    to,
    edges: [from ? grid[from] : -Infinity, to < end ? grid[to] : Infinity],
  }));
}

/** Six decimals, and small numbers as powers of ten. */
const exact = (x) => (x !== 0 && Math.abs(x) < LEAST ? long(x, 6) : short(x, 6));

/** A share of an error, in words where percents would say nothing. */
function share(p) {
  if (p === 0) return "nothing";
  if (p === 1) return "all";
  return p < LEAST ? "almost nothing" : percent(p);
}

export default mounted("activations", (place, model) => new Activations(place, model));
