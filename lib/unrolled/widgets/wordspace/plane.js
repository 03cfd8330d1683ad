// The plane: a point to drag for each word, its name, and the way that it came.

import { Chart } from "../kit/chart.js";
import { draw, put } from "../kit/dom.js";
import { long } from "../kit/numbers.js";
import { oneStop } from "../kit/row.js";
import { placed } from "./names.js";

const LETTERS = 12.5; // size of the letters, as drawn at first
const MARGIN = 0.07; // of what is seen
const STEP = 1 / 80; // of what is seen, for an arrow key
const FAR = 5;
/** @type {Record<string, number[]>} */
const ARROWS = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** @typedef {{low: number[], high: number[]}} Bounds */

export class Plane {
  /**
   * @param {string[]} words
   * @param {object} does
   * @param {(word: number, x: number, y: number) => void} does.move
   * @param {(word: number) => void} does.choose
   * @param {() => void} does.settle  a point was let go
   */
  constructor(words, does) {
    this.words = words;
    this.does = does;
    this.chart = new Chart({
      x: { min: -1, max: 1, label: "first number" },
      y: { min: -1, max: 1, label: "second number" },
      height: 320,
      label: "The words in the plane of their two numbers",
      name: "plane",
    });
    this.trail = this.chart.curve("trail", "recurrent", ".u-thin");
    this.others = this.chart.dots("others", "output", ".u-hollow");
    this.knobs = words.map((word, k) => this.knob(word, k));
    this.labels = words.map((word, k) => this.label(word, k));
    this.chart.marks.append(...this.labels);
    this.chart.element.addEventListener("pointerdown", (event) => this.grasp(event), true);
    this.places = words.map(() => [0, 0]);
    /** @type {Bounds} */
    this.bounds = { low: [-1, -1], high: [1, 1] };
    this.chosen = 0;
    this.held = false; // nothing moves under a finger
    this.name = this.chart.item(() => this.showNames(), null);
  }

  knob(word, k) {
    const knob = this.chart.knob({
      name: "word",
      spoken: `${word}, in the plane`,
      role: "recurrent",
      move: (x, y) => this.move(k, x, y),
      key: ({ key, shiftKey }) => {
        const way = ARROWS[key];
        if (!way) return false;
        const size = (this.chart.y.max - this.chart.y.min) * STEP * (shiftKey ? FAR : 1);
        const [x, y] = this.places[k].map((at, i) => at + way[i] * size);
        this.move(k, x, y);
        return true;
      },
    });
    put(knob.element, "data-index", k);
    knob.element.addEventListener("focus", () => this.does.choose(k));
    return knob;
  }

  /** A name chooses its word, too, where many points lie in one place. */
  label(word, k) {
    const label = draw("text.u-dot-name.u-wordspace-name", { "aria-hidden": "true" }, word);
    label.addEventListener("click", () => this.does.choose(k));
    return label;
  }

  /** Few digits stand well in a link. @param {number} k @param {number} x @param {number} y */
  move(k, x, y) {
    this.does.move(k, Number(x.toPrecision(4)), Number(y.toPrecision(4)));
  }

  /**
   * Of all points within reach the nearest one is meant; of several in one place the chosen.
   *
   * @param {PointerEvent} event
   */
  grasp(event) {
    const target = /** @type {Element} */ (event.target).closest("[data-name=word]");
    if (!target) return;
    this.held = true;
    const release = () => {
      this.held = false;
      this.does.settle();
    };
    addEventListener("pointerup", release, { once: true });
    const { chart } = this;
    const { x, y } = chart.at(event);
    const away = this.places.map(([left, top], k) => {
      const far = Math.hypot(chart.left(left) - chart.left(x), chart.top(top) - chart.top(y));
      return k === this.chosen ? far - 0.5 : far;
    });
    const meant = this.knobs[away.indexOf(Math.min(...away))].element;
    if (meant === target) return;
    event.stopPropagation();
    event.preventDefault();
    meant.dispatchEvent(new PointerEvent("pointerdown", event));
  }

  /** Show so much of the plane, and the middle. @param {Bounds} bounds */
  window({ low, high }) {
    if (this.held) return;
    this.bounds = {
      low: low.map((x) => Math.min(0, x)),
      high: high.map((x) => Math.max(0, x)),
    };
    this.stretch();
  }

  /** A unit is as long across as it is up. */
  stretch() {
    const { left, right, top, bottom } = this.chart.edges;
    const { low, high } = this.bounds;
    const sides = [right - left, bottom - top];
    const scale = Math.max(...sides.map((side, i) => (high[i] - low[i]) / side)) || 1;
    const [x, y] = sides.map((side, i) => {
      const [middle, half] = [(low[i] + high[i]) / 2, (side * scale * (1 + 2 * MARGIN)) / 2];
      return { min: middle - half, max: middle + half };
    });
    this.chart.window({ x, y });
  }

  /** Which word is chosen: it is the one stop of the keyboard, and can lie above all. @param {number} k */
  choose(k, raise = false) {
    this.chosen = k;
    const elements = this.knobs.map(({ element }) => element);
    oneStop(/** @type {any} */ (elements), k);
    elements.forEach((element, i) => {
      element.classList.toggle("u-chosen", i === k);
      this.labels[i].classList.toggle("u-chosen", i === k);
    });
    if (raise) this.chart.knobs.append(elements[k]); // not while it is dragged
  }

  /**
   * @param {number[][]} places  of the words
   * @param {{x: number, y: number, text: string}[]} others  points of the other table
   * @param {ArrayLike<number>[]} trail  of the word that is chosen
   */
  show(places, others, trail) {
    this.places = places;
    const { min, max } = this.chart.x;
    this.knobs.forEach(({ set }, k) => {
      const [x, y] = places[k];
      const text = `${this.words[k]}: ${long(x, 3)} across, ${long(y, 3)} up`;
      set(x, y, { now: x, min, max, text });
    });
    this.others.set(others);
    this.trail.set(trail[0], trail[1]);
    this.name(null);
  }

  showNames() {
    const { chart } = this;
    const points = this.places.map(([x, y], k) => ({
      ...{ x: chart.left(x), y: chart.top(y), text: this.words[k] },
    }));
    const own = parseFloat(getComputedStyle(this.labels[0]).fontSize) || LETTERS;
    placed(points, chart.edges, own / LETTERS).forEach(({ x, y, anchor }, k) => {
      for (const [name, value] of Object.entries({ x, y, "text-anchor": anchor }))
        put(this.labels[k], name, value);
    });
  }
}
