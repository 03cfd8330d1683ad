// Weather, yesterday's clothes, the candidate and today's clothes, each on its line.

import { Chart } from "../kit/chart.js";
import { short } from "../kit/numbers.js";

const HEIGHT = 236;
const NARROW = 480; // below it the axis gets wider margins, so that no name is cut off
const REACH = { wide: 1.4, narrow: 1.8 };
const APART = 60; // pixels: the ends of the candidate are named if they are farther apart
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
const COLOURS = { x: "input", h_prev: "recurrent", n: "output", h: "state" };
const SPANS = { n: ["unheard", "in_full"], h: ["h_prev", "n"] }; // what a number lies between

export const WORDS = { x: "weather", h_prev: "yesterday", n: "candidate", h: "today" };

export class Lines {
  constructor() {
    this.chart = new Chart({
      x: { min: -REACH.wide, max: REACH.wide, label: "hot, light ← → cold, warm", ticks: SCALE },
      y: { min: 0.6, max: 4.75, label: "", ticks: TICKS },
      height: HEIGHT,
      label: "Weather, yesterday's clothes, the candidate and today's clothes, each on its line",
      name: "lines",
    });
    const { chart } = this;
    const each = (names, make) => Object.fromEntries(names.map((name) => [name, make(name)]));
    const look = ".u-thin.u-dashed";
    this.drops = each(["h_prev", "n"], (name) => chart.curve("drop", COLOURS[name], look));
    this.spans = each(["n", "h"], (name) => chart.curve("span", COLOURS[name]));
    this.ends = each(["n", "h"], (name) => chart.dots("end", COLOURS[name], ".u-hollow"));
    this.dots = each(Object.keys(ROWS), (name) => chart.dots(name, COLOURS[name]));
  }

  /** @param {number} room */
  layout(room) {
    const reach = room < NARROW ? REACH.narrow : REACH.wide;
    this.chart.window({ x: { min: -reach, max: reach } });
    this.chart.layout(room, HEIGHT);
  }

  /** @param {(name: string) => number} value */
  show(value) {
    for (const [name, y] of Object.entries(ROWS)) {
      const x = value(name);
      this.dots[name].set([{ x, y, value: x, text: `${WORDS[name]} ${short(x, 2)}` }]);
    }
    for (const [name, drop] of Object.entries(this.drops))
      drop.set([value(name), value(name)], [ROWS[name], ROWS.h]);
    for (const name of Object.keys(SPANS)) this.showSpan(name, SPANS[name].map(value));
  }

  /** @param {string} name @param {number[]} xs */
  showSpan(name, xs) {
    const y = ROWS[name];
    this.spans[name].set(
      xs,
      xs.map(() => y),
    );
    const [left, right] = xs.map((x) => this.chart.left(x));
    const apart = name === "n" && Math.abs(right - left) > APART;
    const named = apart ? ["r = 0", "r = 1"] : ["", ""];
    const dot = (x, i) => ({ x, y, value: x, t: SPANS[name][i], text: named[i], below: true });
    this.ends[name].set(xs.map(dot));
  }
}
