// What arrives of the gradient, against the number of steps back, beside the bound.

import { Chart } from "../kit/chart.js";

const SHARP = 1e-13; // singular values below this share of the largest are rounding
const DECADES = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]; // on either side of 1
const MOST = 300; // decades; a float has not many more
const CALM = 10; // where nothing is larger, the axis ends here

/** Those that are no rounding. @param {ArrayLike<number>} values */
export const kept = (values) =>
  Array.from(values).filter((x, i) => i === 0 || x > SHARP * values[0]);

export class Arriving {
  /** @param {number} most  of singular values @param {(n: number) => void} choose */
  constructor(most, choose) {
    this.chart = new Chart({
      x: { min: 0, max: 50, label: "steps back" },
      y: { min: 1e-8, max: 1e4, log: true, label: "" },
      height: 270,
      label: "What arrives of the gradient, against the number of steps back.",
      name: "arriving",
    });
    this.lines = Array.from({ length: most - 1 }, (_, i) =>
      this.chart.curve(`direction ${i + 2}`, "gradient", ".u-thin"),
    );
    this.bound = this.chart.curve("bound", "state", ".u-dashed");
    this.dots = this.chart.dots("arriving", "gradient");
    this.here = this.chart.rule("x", "", "state");
    const pointed = (event) => {
      if (event.type === "pointermove" && event.buttons !== 1) return;
      choose(Math.round(this.chart.at(event).x));
    };
    for (const type of ["pointerdown", "pointermove"])
      this.chart.element.addEventListener(type, pointed);
  }

  /**
   * @param {import("./flow.js").Found} found
   * @param {string[]} names  of the steps, in the order of time
   */
  show({ stretches, bound }, names) {
    const T = bound.length - 1;
    const steps = Array.from(bound, (_, n) => n);
    const largest = stretches.map((values) => values[0]);
    this.chart.window({
      x: { max: T, ticks: T < 8 ? steps.map((n) => [n, String(n)]) : undefined },
      y: range(largest, bound),
    });
    this.bound.set(steps, bound);
    const dot = (n) => ({ x: n, y: largest[n], t: T - n, text: names[T - n - 1] ?? "" });
    this.dots.set(steps.map(dot));
    this.lines.forEach((line, i) => {
      const values = stretches.map((own) => (own[i + 1] > SHARP * own[0] ? own[i + 1] : NaN));
      line.set(steps, values);
    });
  }
}

/** What the axis shows, so that all of what arrives can be seen. */
function range(largest, bound) {
  const seen = largest.filter((x) => x > 0 && Number.isFinite(x));
  const reach = (x) => 10 ** (DECADES.find((n) => 10 ** n >= x) ?? MOST);
  const calm = Math.max(...seen, ...bound) <= CALM;
  const max = calm ? CALM : reach(Math.max(...seen, 1));
  return { min: 1 / reach(1 / Math.min(...seen, 1)), max };
}
