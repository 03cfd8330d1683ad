// The curve of a function, its slope and its tangent, and where h-e-l-o stands on it.

import { Chart } from "../kit/chart.js";

const NEAR = 1e-6; // points of the grid that are closer stand on both sides of a corner
const TANGENT = 1.1; // its half length, in units of the axes

/** @typedef {import("./layers.js").Layer} Layer */
/** @typedef {import("./layers.js").Layers} Layers */

export class Drawing {
  /**
   * @param {Layers} layers
   * @param {{title: string, height: number}} about
   * @param {{move: (x: number) => void, key: (event: KeyboardEvent) => boolean}} does
   */
  constructor(layers, { title, height }, { move, key }) {
    this.layers = layers;
    const { variable, reach } = layers.family;
    this.chart = new Chart({
      x: { min: Math.floor(reach[0]), max: reach[1], label: variable },
      y: { min: -1, max: 1, label: "" },
      height,
      label: `${title}: value and slope as curves`,
      name: "curve",
    });
    const { chart } = this;
    this.other = chart.curve("other", "soft", ".u-thin");
    this.otherSlope = chart.curve("otherSlope", "gradient", ".u-thin.u-dashed");
    this.slope = chart.curve("product", "gradient", ".u-dashed");
    this.curve = chart.curve("value", "state");
    this.tangent = chart.curve("tangent", "gradient", ".u-tangent");
    this.pins = chart.pins("mark", "input");
    this.marked = chart.dots("markValue", "state");
    this.markedSlope = chart.dots("markProduct", "gradient");
    this.here = chart.dots("here", "gradient", ".u-hollow");
    this.knob = chart.knob({ name: "x", spoken: variable, role: "state", move, key });
  }

  /** Show what these functions need. @param {string[]} functions */
  window(functions) {
    const ends = functions.map((f) => this.layers.family.windows[f]);
    const min = Math.min(...ends.map(([low]) => low));
    const max = Math.max(...ends.map(([, high]) => high));
    this.chart.window({ y: { min, max } });
  }

  /**
   * @param {Layer} layer
   * @param {Layer | null} other  a function to compare with
   * @param {{letter: string, at: number, t: number}[]} places  of the marks
   * @param {string} text  what the knob says
   */
  show({ value, product }, other, places, text) {
    const { first, grid, points } = this.layers;
    const [x] = points;
    this.curve.set(grid, value.subarray(first));
    this.slope.set(...this.broken(product));
    this.other.set(other ? grid : [], other?.value.subarray(first) ?? []);
    this.otherSlope.set(...(other ? this.broken(other.product) : [[], []]));
    const dots = (of) => places.map(({ at, t }) => ({ x: points[at], y: of[at], t }));
    this.pins.set(places.map(({ letter, at, t }) => ({ x: points[at], text: letter, t })));
    this.here.set([{ x, y: product[0] }]);
    this.marked.set(dots(value));
    this.markedSlope.set(dots(product));
    this.showTangent(x, value[0], product[0]);
    const [min, max] = this.layers.family.reach;
    this.knob.set(x, value[0], { now: x, min, max, text });
  }

  /** A curve that may jump: it breaks at the corners. */
  broken(values) {
    const { first, grid } = this.layers;
    const [xs, ys] = [[], []];
    grid.forEach((x, i) => {
      if (i && x - grid[i - 1] < NEAR) {
        xs.push(NaN);
        ys.push(NaN);
      }
      xs.push(x);
      ys.push(values[first + i]);
    });
    return [xs, ys];
  }

  showTangent(x, y, slope) {
    const unit = this.layers.family.reach[1] > 1 ? 1 : 0.1; // of the x axis beside that of the y axis
    const run = (TANGENT * unit) / Math.hypot(1, slope * unit);
    this.tangent.set([x - run, x + run], [y - run * slope, y + run * slope]);
  }
}
