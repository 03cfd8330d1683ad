// Functions of one number: the curve, its slope, the tangent at a number one can drag.

import { number, oneOf } from "../kit/address.js";
import { choice, list, quantity } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Drawing } from "./drawing.js";
import { Layers } from "./layers.js";

const LEVELS = [-4, -2, 0, 1, 2, 4]; // of the table of the curve, where the axis has them
const STEPS = 100; // of the arrow keys, from one end to the other
const NONE = "none"; // in the address, where there is no function to compare with

/** @typedef {import("./layers.js").Layer} Layer */

/**
 * @typedef {object} About
 * @property {string} name
 * @property {string} title
 * @property {string} what  what one of the functions is
 * @property {string} label
 * @property {number} height
 * @property {string[][]} [keys]
 */

export class Curves {
  /** @param {{get(name: string): any}} model @param {About} about */
  constructor(model, about) {
    this.about = about;
    /** @type {import("./layers.js").Family} */
    this.family = model.get("family");
    this.start = model.get("start");
    this.labels = new Map(this.family.labels);
    this.layered = new Layers(model.get("program"), this.family);
    this.frame = new Frame({
      ...about,
      key: model.get("key"),
      keys: [["← →", "move along"], ["n", "next function"], ...(about.keys ?? [])],
      act: (key) => this.act(key),
      state: this.schema(),
      table: () => this.table(),
      reset: () => this.set({}),
      resized: () => this.resized(),
    });
    this.state = this.frame.state.values;
    this.build();
  }

  /** Show the widget once a subclass has added its parts. */
  ready(place) {
    this.frame.ready(place);
    this.set({});
  }

  /** What stands in the page's address. @returns {import("../kit/address.js").Schema} */
  schema() {
    const { start } = this;
    const [min, max] = this.family.reach;
    const names = [...this.labels.keys()];
    const beside = oneOf(start.beside || NONE, [NONE, ...names]);
    const plain = (text) => (text === NONE ? "" : text);
    return {
      f: oneOf(start.f, names),
      beside: {
        start: start.beside,
        read: (text) => plain(beside.read(text)),
        write: (f) => f || NONE,
      },
      x: number({ start: start.x, min, max }),
    };
  }

  // ---- parts ------------------------------------------------------------------------

  build() {
    const { reach } = this.family;
    const wide = reach[1] > 1;
    this.drawing = new Drawing(this.layered, this.about, {
      move: (x) => this.set({ x: Number(x.toFixed(wide ? 2 : 3)) }),
      key: (event) => this.nudged(event),
    });
    this.chart = this.drawing.chart;
    this.buildControls(wide ? 0.05 : 0.005);
    this.legend = make("p.u-legend", { "aria-hidden": "true" });
    this.numbers = make("div.u-worked", { "data-part": "numbers" });
    this.code = make("pre.u-lines", { "data-part": "code", "aria-label": "the library's code" });
    this.main = make("div.u-main", { "data-part": "curve" }, this.legend, this.chart.element);
    this.side = make("div.u-side", {}, this.numbers, this.code);
    this.options = make("div.u-row.u-options", {}, this.beside.element);
    put(this.frame.body, "class", "u-body u-curves");
    this.frame.root.classList.add("u-of-curves");
    this.frame.body.append(this.functions.element, this.main, this.side, this.options);
    this.frame.foot.append(this.x.element);
  }

  buildControls(step) {
    const { variable, reach, labels } = this.family;
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
      step,
      value: this.start.x,
      change: (x) => this.set({ x }),
    });
  }

  resized() {
    this.frame.fit(this.chart);
  }

  // ---- state ------------------------------------------------------------------------

  /** Change a part of the state, and show what follows from it. */
  set(change) {
    this.frame.state.set(change);
    this.layered.points[0] = this.state.x;
    this.done = this.layered.run(this.state.f);
    this.show();
    this.frame.changed();
  }

  act(key) {
    const step = (this.family.reach[1] - this.family.reach[0]) / STEPS;
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
    const step = (max - min) / STEPS;
    const ways = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step };
    const ends = { PageUp: 10 * step, PageDown: -10 * step, Home: min - max, End: max - min };
    const by = ways[key] ?? ends[key];
    if (by !== undefined) this.move(by);
    return by !== undefined;
  }

  // ---- numbers ----------------------------------------------------------------------

  /** The layer on top. @param {Layer[]} done */
  top(done = this.done) {
    return done[(this.state.layers ?? 1) - 1];
  }

  /** Where the marks of the chosen group stand among the points. */
  places() {
    return this.layered.places(this.state.unit ?? 1);
  }

  // ---- view -------------------------------------------------------------------------

  show() {
    const { x, f, beside } = this.state;
    const { value, product } = this.top();
    this.second = this.besides();
    this.drawing.window([f, beside || f]);
    this.functions.set(f);
    this.beside.set(beside);
    this.x.set(x);
    const at = `${this.family.variable} ${long(x)}`;
    const text = `${at}: value ${short(value[0])}, slope ${short(product[0])}`;
    this.drawing.show(this.top(), this.second, this.places(), text);
    write(this.code, this.layered.code(f).join("\n"));
  }

  /** The layer on top of the function to compare with, if there is one. */
  besides() {
    const { f, beside } = this.state;
    return beside && beside !== f ? this.top(this.layered.run(beside)) : null;
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
        cell(`${name}At`, this.layered.points[at], at, t),
        cell(`${name}Value`, value[at], at, t),
        cell(`${name}Slope`, (this.family.layers > 1 ? slope : product)[at], at, t),
      ],
    });
    const heads = ["where", variable, "value", "slope"];
    const marks = this.places().map(({ letter, at, t }) => own(letter, at, "letter", t));
    const along = this.layered.grid.flatMap((x, i) =>
      LEVELS.includes(x * (this.family.reach[1] > 1 ? 1 : 10))
        ? [own(long(x), this.layered.first + i, "curve", "")]
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
