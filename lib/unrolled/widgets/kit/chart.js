// A chart: two axes, and on them curves, dots, rules, bands and knobs to drag.
//
// It is built once; `set` changes data, `window` the range, `layout` the size, and all
// that stands in it follows.

import { draw, put } from "./dom.js";
import { knobIn } from "./knob.js";
import { dots, pins, rule } from "./marks.js";
import { numberAt, share, ticksOf } from "./scale.js";
import { band, curve, field } from "./traces.js";

const LEFT = 46;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 34;
const APART = 17; // two numbers beside the y axis, at least

/** @typedef {import("./scale.js").Axis} Axis */

export class Chart {
  /** @param {{x: Axis, y: Axis, height?: number, label: string, name: string}} asked */
  constructor({ x, y, height = 220, label, name }) {
    this.x = x;
    this.y = y;
    this.height = height;
    this.usual = height;
    this.width = 400;
    this.drawn = false;
    this.back = draw("g");
    this.scales = draw("g", { "aria-hidden": "true" });
    this.marks = draw("g");
    this.knobs = draw("g");
    this.clip = draw("rect");
    const id = `u-clip-${name}-${Math.random().toString(36).slice(2)}`;
    const inside = draw("g", { "clip-path": `url(#${id})` }, this.back);
    this.traces = draw("g", { "clip-path": `url(#${id})` });
    this.element = draw(
      "svg.u-chart",
      { role: "group", "aria-label": label, "data-part": name },
      draw("defs", {}, draw("clipPath", { id }, this.clip)),
      inside,
      this.scales,
      this.traces,
      this.marks,
      this.knobs,
    );
    /** @type {(() => void)[]} each redraws one thing */
    this.items = [];
  }

  // ---- places -----------------------------------------------------------------------

  /** The sides of what lies between the axes. */
  get edges() {
    return { left: LEFT, right: this.width - RIGHT, top: TOP, bottom: this.height - BOTTOM };
  }

  /** @param {number} x */
  left(x) {
    return LEFT + share(x, this.x) * (this.width - LEFT - RIGHT);
  }

  /** @param {number} y */
  top(y) {
    return this.height - BOTTOM - share(y, this.y) * (this.height - BOTTOM - TOP);
  }

  /** The numbers under a pointer. @param {{clientX: number, clientY: number}} event */
  at({ clientX, clientY }) {
    const box = this.element.getBoundingClientRect();
    const scale = box.width / this.width || 1;
    const px = ((clientX - box.left) / scale - LEFT) / (this.width - LEFT - RIGHT);
    const py = (this.height - BOTTOM - (clientY - box.top) / scale) / (this.height - BOTTOM - TOP);
    return { x: numberAt(px, this.x), y: numberAt(py, this.y) };
  }

  /**
   * Bring something to the place of two numbers, or out of sight if they have none.
   *
   * @param {Element} element
   * @param {number} x
   * @param {number} y
   */
  stand(element, x, y) {
    const [left, top] = [this.left(x), this.top(y)];
    const seen = Number.isFinite(left) && Number.isFinite(top);
    put(element, "visibility", seen ? "visible" : "hidden");
    if (seen) put(element, "transform", `translate(${left} ${top})`);
  }

  /** Fit the chart into a width in sixteenths of an em, so that text keeps its size. @param {number} width */
  layout(width, height = this.height) {
    if (width <= LEFT + RIGHT) return; // not in the page yet, or not to be seen
    if (width === this.width && height === this.height && this.drawn) return;
    this.width = width;
    this.height = height;
    this.drawn = true;
    put(this.element, "viewBox", `0 0 ${width} ${height}`);
    this.redraw();
  }

  /** Show another range. @param {{x?: Partial<Axis>, y?: Partial<Axis>}} ranges */
  window({ x = {}, y = {} }) {
    const before = JSON.stringify([this.x, this.y]);
    Object.assign(this.x, x);
    Object.assign(this.y, y);
    if (JSON.stringify([this.x, this.y]) !== before) this.redraw();
  }

  redraw() {
    const [w, h] = [this.width - LEFT - RIGHT, this.height - TOP - BOTTOM];
    for (const [name, value] of Object.entries({ x: LEFT, y: TOP - 4, width: w, height: h + 8 }))
      put(this.clip, name, value);
    this.scales.replaceChildren(...this.rows(), ...this.columns(), ...this.names());
    for (const item of this.items) item();
  }

  /** The ticks of the y axis. */
  rows() {
    const { right } = this.edges;
    let last = Infinity;
    return (this.y.ticks ?? ticksOf(this.y, 5)).flatMap(([y, text]) => {
      const top = this.top(y);
      if (Math.abs(last - top) < APART) return [];
      last = top;
      return [
        draw("line.u-tick", { x1: LEFT, x2: right, y1: top, y2: top }),
        draw("text.u-scale", { x: LEFT - 6, y: top + 4, "text-anchor": "end" }, text),
      ];
    });
  }

  /** The ticks of the x axis. */
  columns() {
    const { bottom } = this.edges;
    return (this.x.ticks ?? ticksOf(this.x, this.width < 380 ? 4 : 7)).flatMap(([x, text]) => {
      const left = this.left(x);
      return [
        draw("line.u-tick", { x1: left, x2: left, y1: bottom, y2: bottom + 4 }),
        draw("text.u-scale", { x: left, y: bottom + 16, "text-anchor": "middle" }, text),
      ];
    });
  }

  names() {
    const { right, bottom } = this.edges;
    return [
      draw("text.u-axis-name", { x: right, y: bottom + 31, "text-anchor": "end" }, this.x.label),
      draw("text.u-axis-name", { x: LEFT + 6, y: TOP + 4 }, this.y.label),
    ];
  }

  // ---- what stands in it ------------------------------------------------------------

  /**
   * Something that is drawn from data, and drawn anew when the chart changes.
   *
   * @template T
   * @param {(data: T) => void} show
   * @param {T} first
   * @returns {(data: T) => void}  gives it other data
   */
  item(show, first) {
    let data = first;
    this.items.push(() => show(data));
    return (next) => {
      data = next;
      show(next);
    };
  }

  /** @param {string} name @param {string} role */
  curve(name, role, look = "") {
    return curve(this, name, role, look);
  }

  /** @param {string} name @param {string} role */
  dots(name, role, look = "") {
    return dots(this, name, role, look);
  }

  /** @param {string} name @param {string} role */
  pins(name, role) {
    return pins(this, name, role);
  }

  /** @param {"x" | "y"} along @param {string} text @param {string} [role] */
  rule(along, text, role) {
    return rule(this, along, text, role);
  }

  band() {
    return band(this);
  }

  /** @param {string} role @param {number} [levels] */
  field(role, levels) {
    return field(this, role, levels);
  }

  /** @param {import("./knob.js").Asked} asked */
  knob(asked) {
    return knobIn(this, asked);
  }
}
