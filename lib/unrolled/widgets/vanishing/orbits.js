// The states of the first two units, step by step, from two places that can be dragged.

import { Chart } from "../kit/chart.js";
import { long } from "../kit/numbers.js";

const FIRST = 12; // steps of an orbit that inputs push about; more is a tangle
const BOUNDED = 1.1; // how far tanh, sigmoid and hard tanh can go, and a little more
const SIZES = [1.1, 2.2, 5.5, 11, 22]; // of the window for those that can go anywhere
const STEP = 0.05; // of the arrow keys
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STARTS = [
  { names: ["a", "b"], spoken: "The first state", role: "state" },
  { names: ["c", "d"], spoken: "Another first state", role: "input" },
];

export class Orbits {
  /** @param {(changes: Record<string, number>) => void} change  called with a b, or c d */
  constructor(change) {
    this.chart = new Chart({
      x: { min: -BOUNDED, max: BOUNDED, label: "unit 1" },
      y: { min: -BOUNDED, max: BOUNDED, label: "unit 2" },
      height: 270,
      label: "The states of the first two units; drag where they start.",
      name: "orbits",
    });
    this.paths = [
      this.chart.curve("other orbit", "input", ".u-thin.u-dashed"),
      this.chart.curve("orbit", "state", ".u-thin"),
    ];
    this.dots = [
      this.chart.dots("unit 2, other", "input", ".u-hollow"),
      this.chart.dots("unit 2", "state"),
    ];
    this.places = STARTS.map(() => [0, 0]);
    this.knobs = STARTS.map((_, i) => this.knob(i, change));
  }

  knob(i, change) {
    const { names, spoken, role } = STARTS[i];
    const clip = (value) => Math.max(-1, Math.min(1, Number(value.toFixed(2))));
    const move = (x, y) => change({ [names[0]]: clip(x), [names[1]]: clip(y) });
    const key = (event) => {
      const way = WAYS[event.key];
      const [x, y] = this.places[i];
      if (way) move(x + way[0] * STEP, y + way[1] * STEP);
      return Boolean(way);
    };
    return this.chart.knob({ name: `start ${i + 1}`, spoken, role, move, key });
  }

  /**
   * @param {import("./flow.js").Found} found
   * @param {boolean} pushed  whether inputs push the states about
   * @param {boolean} free  whether the activation lets them go anywhere
   */
  show({ states, others }, pushed, free) {
    const shown = pushed ? FIRST : Infinity;
    const orbits = [others, states].map((orbit) => orbit.slice(0, shown + 1));
    const far = Math.max(...orbits.flat().map(([x, y]) => Math.max(Math.abs(x), Math.abs(y))));
    const size = free ? (SIZES.find((n) => n >= far) ?? SIZES.at(-1)) : BOUNDED;
    this.chart.window({ x: { min: -size, max: size }, y: { min: -size, max: size } });
    const inside = (h) => Math.abs(h[0]) <= size && Math.abs(h[1]) <= size;
    const point = (h, t) => ({ x: inside(h) ? h[0] : NaN, y: h[1], t });
    orbits.forEach((orbit, i) => {
      this.paths[i].set(
        orbit.map((h) => h[0]),
        orbit.map((h) => h[1]),
      );
      this.dots[i].set(orbit.map(point).slice(1));
    });
    this.places = [states, others].map(([[x, y]]) => [x, y]);
    this.places.forEach(([x, y], i) => {
      const text = `unit 1 at ${long(x, 2)}, unit 2 at ${long(y, 2)}`;
      this.knobs[i].set(x, y, { now: x, min: -1, max: 1, text });
    });
  }
}
