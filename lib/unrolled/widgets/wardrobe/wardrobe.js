// Yesterday's clothes, today's weather, and two gates as dials: one step of a GRU of one unit.

import { Named } from "../engine/named.js";
import { number, oneOf } from "../kit/address.js";
import { Chart } from "../kit/chart.js";
import { choice, quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";

const HEIGHT = 236;
const NARROW = 480; // below it the axis gets wider margins, so that no name is cut off
const APART = 60; // pixels: the ends of the candidate are named if they are farther apart
const STEP = 0.05; // of the arrow keys
const ROWS = { x: 4, h_prev: 3, n: 2, h: 1 }; // where each number has its line
/** @type {[number, string][]} */
const TICKS = [
  [4, "xₜ"],
  [3, "hₜ₋₁"],
  [2, "h̃ₜ"],
  [1, "hₜ"],
];
/** @type {[number, string][]} */
const SCALE = [
  [-1, "−1"],
  [-0.5, "−0.5"],
  [0, "0"],
  [0.5, "0.5"],
  [1, "1"],
];
const WORDS = { x: "weather", h_prev: "yesterday", n: "candidate", h: "today" };
const COLOURS = { x: "input", h_prev: "recurrent", n: "output", h: "state" };
const DIALS = {
  z: { label: "update gate z", spoken: "Update gate z", min: 0, role: "gate" },
  r: { label: "reset gate r", spoken: "Reset gate r", min: 0, role: "gate" },
  x: { label: "weather today", spoken: "Weather today, from hot to cold", min: -1, role: "input" },
  h_prev: {
    label: "clothes yesterday",
    spoken: "Clothes yesterday, from light to warm",
    min: -1,
    role: "recurrent",
  },
};
const NAMES = Object.keys(DIALS);
const KEYS = [
  ["← →", "close and open the update gate z"],
  ["↓ ↑", "close and open the reset gate r"],
  ["n", "next day: today's clothes become yesterday's"],
  ["z", "what z says: how much is overwritten, or kept"],
];

class Wardrobe {
  constructor(place, model) {
    this.ways = {
      overwrite: new Named(model.get("program")),
      keep: new Named(model.get("keeping")),
    };
    const dials = NAMES.map((name) => [
      name,
      number({ start: this.ways.overwrite.recorded(name)[0], min: DIALS[name].min, max: 1 }),
    ]);
    this.frame = new Frame({
      name: "wardrobe",
      key: model.get("key"),
      title: "The wardrobe",
      label: "One step of a GRU of one unit: weather, clothes and two gates as dials.",
      keys: KEYS,
      act: (key) => this.act(key),
      state: {
        ...Object.fromEntries(dials),
        update: oneOf(model.get("update"), Object.keys(this.ways)),
      },
      table: () => this.table(),
      reset: () => this.change({}),
      resized: () => this.layout(),
    });
    this.state = this.frame.state;
    this.build();
    this.show();
    this.frame.ready(place);
    this.changed();
  }

  get way() {
    return this.state.values.update;
  }

  get named() {
    return this.ways[this.way];
  }

  // ---- parts ------------------------------------------------------------------------

  build() {
    this.chart = new Chart({
      x: { min: -1.4, max: 1.4, label: "hot, light ← → cold, warm", ticks: SCALE },
      y: { min: 0.6, max: 4.75, label: "", ticks: TICKS },
      height: HEIGHT,
      label: "Weather, yesterday's clothes, the candidate and today's clothes, each on its line",
      name: "lines",
    });
    const { chart } = this;
    this.drops = {
      h_prev: chart.curve("drop", "recurrent", ".u-thin.u-dashed"),
      n: chart.curve("drop", "output", ".u-thin.u-dashed"),
    };
    this.spans = { n: chart.curve("span", "output"), h: chart.curve("span", "state") };
    this.ends = {
      n: chart.dots("end", "output", ".u-hollow"),
      h: chart.dots("end", "state", ".u-hollow"),
    };
    this.dots = Object.fromEntries(
      Object.keys(ROWS).map((name) => [name, chart.dots(name, COLOURS[name])]),
    );
    this.dials = Object.fromEntries(
      NAMES.map((name) => [
        name,
        quantity({
          name,
          ...DIALS[name],
          max: 1,
          value: 0,
          change: (value) => this.change({ [name]: value }),
        }),
      ]),
    );
    this.choice = choice({
      name: "update",
      label: "z says how much is",
      options: [
        ["overwrite", "overwritten"],
        ["keep", "kept"],
      ],
      value: this.way,
      change: (update) => this.change({ update }),
    });
    const next = make("button.u-button", { type: "button", click: () => this.sleep() }, "Next day");
    this.sum = make("p.u-sum", { "data-part": "sum" });
    this.frame.body.append(
      make(
        "div.u-dials",
        { "data-part": "dials" },
        ...NAMES.map((name) => this.dials[name].element),
      ),
      chart.element,
      this.sum,
    );
    this.frame.foot.append(this.choice.element, next);
  }

  layout() {
    const { room } = this.frame;
    const reach = room < NARROW ? 1.8 : 1.4;
    this.chart.window({ x: { min: -reach, max: reach } });
    this.chart.layout(room, HEIGHT);
    this.render();
  }

  // ---- what the reader does ---------------------------------------------------------

  /** Bring numbers and controls to the state; both conventions have the same dials. */
  show() {
    const { values } = this.state;
    for (const named of Object.values(this.ways))
      named.set(Object.fromEntries(NAMES.map((name) => [name, values[name]])));
    for (const name of NAMES) this.dials[name].set(values[name]);
    this.choice.set(this.way);
    this.render();
  }

  change(values) {
    this.state.set(values);
    this.show();
    this.changed();
  }

  nudge(name, way) {
    const moved = Math.min(1, Math.max(0, this.named.value(name) + way * STEP));
    this.change({ [name]: Number(moved.toFixed(12)) });
  }

  sleep() {
    this.change({ h_prev: this.named.value("h") });
  }

  act(key) {
    return {
      ArrowRight: () => this.nudge("z", 1),
      ArrowLeft: () => this.nudge("z", -1),
      ArrowUp: () => this.nudge("r", 1),
      ArrowDown: () => this.nudge("r", -1),
      n: () => this.sleep(),
      z: () => this.change({ update: this.way === "keep" ? "overwrite" : "keep" }),
    }[key];
  }

  // ---- what is to be seen -----------------------------------------------------------

  render() {
    const value = (name) => this.named.value(name);
    for (const [name, y] of Object.entries(ROWS))
      this.dots[name].set([
        { x: value(name), y, value: value(name), text: words(name, value(name)) },
      ]);
    for (const name of ["h_prev", "n"])
      this.drops[name].set([value(name), value(name)], [ROWS[name], ROWS.h]);
    const spans = { n: ["unheard", "in_full"], h: ["h_prev", "n"] };
    for (const [name, ends] of Object.entries(spans)) {
      const xs = ends.map(value);
      const ys = ends.map(() => ROWS[name]);
      this.spans[name].set(xs, ys);
      const [left, right] = xs.map((x) => this.chart.left(x));
      const apart = name === "n" && Math.abs(right - left) > APART;
      const named = apart ? ["r = 0", "r = 1"] : ["", ""];
      const dot = (x, i) => ({
        x,
        y: ROWS[name],
        value: x,
        t: ends[i],
        text: named[i],
        below: true,
      });
      this.ends[name].set(xs.map(dot));
    }
    this.sum.replaceChildren(...this.arithmetic());
  }

  /** The last line of the cell, as it stands in this convention, with numbers. */
  arithmetic() {
    const [z, old, fresh, h] = ["z", "h_prev", "n", "h"].map((name) =>
      short(this.named.value(name)),
    );
    const signed = (text) => (text.startsWith("−") ? `(${text})` : text);
    const keeps = this.way === "keep";
    const symbols = keeps ? "z · hₜ₋₁ + (1 − z) · h̃ₜ" : "(1 − z) · hₜ₋₁ + z · h̃ₜ";
    const parts = keeps
      ? `${z} · ${signed(old)} + (1 − ${z}) · ${signed(fresh)}`
      : `(1 − ${z}) · ${signed(old)} + ${z} · ${signed(fresh)}`;
    return [
      make("span", {}, `hₜ = ${symbols}`),
      make("span", {}, `= ${parts}`),
      make("b", {}, `= ${h}`),
    ];
  }

  rows() {
    const names = { ...WORDS, z: "update gate", r: "reset gate", m: "memory after the reset" };
    const ends = { unheard: "candidate with r = 0", in_full: "candidate with r = 1" };
    return Object.entries({ ...names, ...ends }).map(([name, head]) => ({
      head,
      cells: [{ name, value: this.named.value(name), text: long(this.named.value(name)) }],
    }));
  }

  table() {
    const says = this.way === "keep" ? "kept" : "overwritten";
    return [numbersTable(`One day; z says how much is ${says}`, ["", "number"], this.rows())];
  }

  say() {
    const { named } = this;
    const moved = this.way === "keep" ? 1 - named.value("z") : named.value("z");
    const heard = named.value("r");
    const bold = (name) => make("b", {}, short(named.value(name)));
    const hears =
      heard === 0
        ? "The candidate looks at the weather alone"
        : heard === 1
          ? "The candidate hears yesterday's clothes in full"
          : `The candidate hears ${percent(heard)} of yesterday's clothes`;
    const goes =
      moved === 0
        ? ". Today you wear what you wore yesterday: "
        : moved === 1
          ? ". Today you wear the candidate, and nothing is left of yesterday: "
          : `. Today you go ${percent(moved)} of the way from yesterday's clothes to it: `;
    return [hears, ": ", bold("n"), goes, bold("h"), "."];
  }

  changed() {
    this.frame.say(...this.say());
    this.frame.changed();
  }

  destroy() {
    this.frame.destroy();
  }
}

const words = (name, x) => `${WORDS[name]} ${short(x, 2)}`;

/** A share in whole percent. @param {number} x */
const percent = (x) => `${Math.round(100 * x)} %`;

export default mounted("wardrobe", (place, model) => new Wardrobe(place, model), [
  "program",
  "keeping",
]);
