// The loss in the course of training, and the line that it cannot get below.

import { Chart } from "../kit/chart.js";
import { long } from "../kit/numbers.js";

const TOPS = [1, 2, 3, 4, 6, 8, 12, 20, 50, 100, 1000];

export class Course {
  /**
   * @param {number} last  update
   * @param {{move: (n: number) => void, key: (event: KeyboardEvent) => boolean}} does
   */
  constructor(last, { move, key }) {
    this.last = last;
    this.chart = new Chart({
      x: { min: 0, max: last, label: "updates" },
      y: { min: 0, max: 1, label: "loss" },
      height: 320,
      label: "The course of training",
      name: "curve",
    });
    this.future = this.chart.curve("course", "loss", ".u-thin");
    this.past = this.chart.curve("so far", "loss");
    this.floor = this.chart.rule("y", "");
    this.knob = this.chart.knob({
      name: "at",
      spoken: "update, along the curve",
      role: "loss",
      move: (x) => move(Math.round(x)),
      key,
    });
  }

  /** @param {ArrayLike<number>} losses @param {string} unit */
  draw(losses, unit) {
    const highest = Math.max(...Array.from(losses).filter(Number.isFinite));
    const max = TOPS.find((top) => top >= highest) ?? TOPS.at(-1);
    this.chart.window({ y: { max, label: unit } });
    this.losses = losses;
  }

  /** @param {number} n @param {number} floor */
  show(n, floor) {
    const { losses, last } = this;
    const ns = Array.from(losses, (_, i) => i);
    this.future.set(ns, losses);
    this.past.set(ns.slice(0, n + 1), Array.from(losses).slice(0, n + 1));
    this.floor.set(floor, `floor ${long(floor, 3)}`);
    const text = `update ${n}: ${long(losses[n], 3)}`;
    this.knob.set(n, Math.min(losses[n], this.chart.y.max), { now: n, min: 0, max: last, text });
  }
}
