// Yesterday's clothes, today's weather, and two gates as dials: one step of a GRU of one unit.

import { Named } from "../engine/named.js";
import { number, oneOf } from "../kit/address.js";
import { choice, quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { Lines, WORDS } from "./lines.js";
import { arithmetic, sentence } from "./words.js";

const STEP = 0.05; // of the arrow keys
const MANY = 10; // days
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
/** @type {[string, string][]} */
const WAYS = [
  ["overwrite", "overwritten"],
  ["keep", "kept"],
];
const KEYS = [
  ["← →", "close and open the update gate z"],
  ["↓ ↑", "close and open the reset gate r"],
  ["n", "next day: today's clothes become yesterday's"],
  ["Shift n", "ten days"],
  ["z", "what z says: how much is overwritten, or kept"],
];

class Wardrobe {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
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
    this.lines = new Lines();
    this.dials = Object.fromEntries(NAMES.map((name) => [name, this.dial(name)]));
    this.choice = choice({
      name: "update",
      label: "z says how much is",
      options: WAYS,
      value: this.way,
      change: (update) => this.change({ update }),
    });
    const later = (days, text) =>
      make("button.u-button", { type: "button", click: () => this.sleep(days) }, text);
    this.sum = make("p.u-sum", { "data-part": "sum" });
    const dials = NAMES.map((name) => this.dials[name].element);
    this.frame.body.append(
      make("div.u-dials", { "data-part": "dials" }, dials),
      this.lines.chart.element,
      this.sum,
    );
    this.frame.foot.append(this.choice.element, later(1, "Next day"), later(MANY, "Ten days"));
  }

  dial(name) {
    const change = (value) => this.change({ [name]: value });
    return quantity({ name, ...DIALS[name], max: 1, value: 0, change });
  }

  layout() {
    this.lines.layout(this.frame.room);
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

  /** Today's clothes become yesterday's, once or more often. @param {number} days */
  sleep(days) {
    for (let day = 1; day < days; day++)
      this.named.set({ h_prev: Float64Array.from(this.named.values("h")) });
    this.change({ h_prev: this.named.value("h") });
  }

  act(key) {
    return {
      ArrowRight: () => this.nudge("z", 1),
      ArrowLeft: () => this.nudge("z", -1),
      ArrowUp: () => this.nudge("r", 1),
      ArrowDown: () => this.nudge("r", -1),
      n: () => this.sleep(1),
      N: () => this.sleep(MANY),
      z: () => this.change({ update: this.way === "keep" ? "overwrite" : "keep" }),
    }[key];
  }

  // ---- what is to be seen -----------------------------------------------------------

  render() {
    const value = (name) => this.named.value(name);
    this.lines.show(value);
    this.sum.replaceChildren(...arithmetic(value, this.way === "keep"));
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

  changed() {
    this.frame.say(...sentence((name) => this.named.value(name), this.way === "keep"));
    this.frame.changed();
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("wardrobe", (place, model) => new Wardrobe(place, model), [
  "program",
  "keeping",
]);
