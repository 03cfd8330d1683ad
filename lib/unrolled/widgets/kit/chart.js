// A chart: two axes, and on them curves, dots, rules, bands and knobs to drag.
//
// It is built once; `set` changes data, `window` the range, `layout` the size, and all
// that stands in it follows.

import { draw, put, write } from "./dom.js";
import { long, raised } from "./numbers.js";

const LEFT = 46;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 34;
const PIN = 13; // room of a letter on the x axis
const FAR = 4000; // sixteenths of an em, far outside any chart
const GRIP = 8; // radius of a knob; a finger needs three times that

/** @typedef {{min: number, max: number, label: any, log?: boolean, ticks?: [number, string][]}} Axis */

export class Chart {
  /** @param {{x: Axis, y: Axis, height?: number, label: string, name: string}} asked */
  constructor({ x, y, height = 220, label, name }) {
    this.x = x;
    this.y = y;
    this.height = height;
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
    this.items = []; // each redraws itself: () => void
  }

  // ---- places -----------------------------------------------------------------------

  /** Where a number stands: from 0 to 1 along its axis. @param {number} x @param {Axis} axis */
  static share(x, { min, max, log }) {
    return log ? Math.log(x / min) / Math.log(max / min) : (x - min) / (max - min);
  }

  left(x) {
    return LEFT + Chart.share(x, this.x) * (this.width - LEFT - RIGHT);
  }

  top(y) {
    return this.height - BOTTOM - Chart.share(y, this.y) * (this.height - BOTTOM - TOP);
  }

  /** The numbers under a pointer. */
  at({ clientX, clientY }) {
    const box = this.element.getBoundingClientRect();
    const scale = box.width / this.width || 1;
    const px = ((clientX - box.left) / scale - LEFT) / (this.width - LEFT - RIGHT);
    const py = (this.height - BOTTOM - (clientY - box.top) / scale) / (this.height - BOTTOM - TOP);
    const value = (share, { min, max, log = false }) => {
      const s = Math.max(0, Math.min(1, share));
      return log ? min * (max / min) ** s : min + s * (max - min);
    };
    return { x: value(px, this.x), y: value(py, this.y) };
  }

  /** Fit the chart into a width in sixteenths of an em, so that text keeps its size. */
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
    this.drawScales();
    for (const item of this.items) item();
  }

  drawScales() {
    const [right, bottom] = [this.width - RIGHT, this.height - BOTTOM];
    const parts = [];
    for (const [y, text] of this.y.ticks ?? ticksOf(this.y, 5)) {
      const top = this.top(y);
      parts.push(draw("line.u-tick", { x1: LEFT, x2: right, y1: top, y2: top }));
      parts.push(draw("text.u-scale", { x: LEFT - 6, y: top + 4, "text-anchor": "end" }, text));
    }
    for (const [x, text] of this.x.ticks ?? ticksOf(this.x, this.width < 380 ? 4 : 7)) {
      const left = this.left(x);
      parts.push(draw("line.u-tick", { x1: left, x2: left, y1: bottom, y2: bottom + 4 }));
      parts.push(draw("text.u-scale", { x: left, y: bottom + 16, "text-anchor": "middle" }, text));
    }
    parts.push(
      draw("text.u-axis-name", { x: right, y: bottom + 31, "text-anchor": "end" }, this.x.label),
      draw("text.u-axis-name", { x: LEFT + 6, y: TOP + 4 }, this.y.label),
    );
    this.scales.replaceChildren(...parts);
  }

  // ---- what stands in it ------------------------------------------------------------

  item(redraw) {
    this.items.push(redraw);
    return redraw;
  }

  /** A curve; it breaks where a number is not finite, or not above 0 on a logarithmic axis. */
  curve(name, role, look = "") {
    const path = draw(`path.u-trace${look}`, { "data-name": name });
    path.style.setProperty("--u-c", `var(--u-${role})`);
    this.traces.append(path);
    let xs = [];
    let ys = [];
    const fits = (x, axis) => Number.isFinite(x) && (!axis.log || x > 0);
    const redraw = this.item(() => {
      let last = null;
      let d = "";
      for (let i = 0; i < xs.length; i++) {
        if (!fits(xs[i], this.x) || !fits(ys[i], this.y)) last = null;
        else {
          const [x, y] = near(this.left(xs[i]), this.top(ys[i]), last);
          d += `${last ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`;
          last = [x, y];
        }
      }
      put(path, "d", d);
    });
    const set = (newXs, newYs) => {
      [xs, ys] = [newXs, newYs];
      redraw();
    };
    return { set, element: path };
  }

  /**
   * Dots, each with its number in full and, if it has one, a name beside it.
   *
   * @param {string} name
   * @param {string} role
   * @param {string} [look]  `.u-hollow` for what is not there yet
   */
  dots(name, role, look = "") {
    const group = draw("g");
    group.style.setProperty("--u-c", `var(--u-${role})`);
    this.marks.append(group);
    let points = [];
    const redraw = this.item(() => {
      while (group.children.length > points.length) group.lastChild.remove();
      points.forEach(({ x, y, value = y, text = "", t = "", below = false }, i) => {
        const dot =
          group.children[i] ??
          group.appendChild(
            draw("g", {}, draw(`circle.u-dot${look}`, { r: 4.5 }), draw("text.u-dot-name")),
          );
        const seen = Number.isFinite(this.left(x)) && Number.isFinite(this.top(y));
        put(dot, "visibility", seen ? "visible" : "hidden");
        if (seen) put(dot, "transform", `translate(${this.left(x)} ${this.top(y)})`);
        const facts = { "data-name": name, "data-index": i, "data-t": t, "data-value": value };
        for (const [key, fact] of Object.entries(facts)) put(dot, key, fact);
        const label = dot.lastChild;
        put(label, "y", below ? 17 : -9);
        put(label, "text-anchor", "middle");
        write(label, text);
      });
    });
    const set = (newPoints) => {
      points = newPoints;
      redraw();
    };
    return { set, element: group };
  }

  /**
   * Names that stand on the x axis, one above the other where they are close.
   *
   * @param {string} name
   * @param {string} role
   */
  pins(name, role) {
    const [stems, names] = [draw("g"), draw("g")]; // names lie above all stems
    const group = draw("g", {}, stems, names);
    group.style.setProperty("--u-c", `var(--u-${role})`);
    this.marks.append(group);
    let points = [];
    const redraw = this.item(() => {
      const bottom = this.height - BOTTOM;
      const taken = []; // where the last name of each row stands
      const order = points.map(({ x }, i) => [this.left(x), i]).sort((p, q) => p[0] - q[0]);
      stems.replaceChildren();
      names.replaceChildren();
      for (const [left, i] of order) {
        const { x, text, value = x, t = "" } = points[i];
        const row = [...taken, -Infinity].findIndex((last) => left - last > PIN);
        taken[row] = left;
        const top = bottom - 8 - row * PIN;
        const facts = { "data-name": name, "data-index": i, "data-t": t, "data-value": value };
        stems.append(draw("line.u-stem", { x1: left, x2: left, y1: bottom, y2: top }));
        names.append(
          draw("text.u-dot-name", { x: left, y: top - 2, "text-anchor": "middle", ...facts }, text),
        );
      }
    });
    const set = (newPoints) => {
      points = newPoints;
      redraw();
    };
    return { set, element: group };
  }

  /** A line across the chart at one number, with its name at the end. */
  rule(along, text, role = "state") {
    const line = draw("line.u-rule");
    const label = draw("text.u-rule-name", {}, text);
    const group = draw("g", {}, line, label);
    group.style.setProperty("--u-c", `var(--u-${role})`);
    this.marks.append(group);
    let at = NaN;
    const redraw = this.item(() => {
      const flat = along === "y";
      const place = flat ? this.top(at) : this.left(at);
      const [from, to] = flat ? [LEFT, this.width - RIGHT] : [TOP, this.height - BOTTOM];
      const inside = flat
        ? place >= TOP - 1 && place <= this.height - BOTTOM + 1
        : place >= LEFT - 1 && place <= this.width - RIGHT + 1;
      put(group, "visibility", inside ? "visible" : "hidden");
      if (!inside) return;
      const ends = flat
        ? { x1: from, x2: to, y1: place, y2: place }
        : { x1: place, x2: place, y1: from, y2: to };
      for (const [key, value] of Object.entries(ends)) put(line, key, value);
      put(label, "x", flat ? to - 4 : place + 5);
      put(label, "y", flat ? place - 5 : from + 12);
      put(label, "text-anchor", flat ? "end" : "start");
    });
    const set = (value, words = text) => {
      at = value;
      write(label, words);
      redraw();
    };
    return { set, element: group };
  }

  /** A shaded band between two numbers of the x axis; infinite ends reach the edge. */
  band() {
    const box = draw("rect.u-shade");
    this.back.append(box);
    let [from, to] = [0, 0];
    const redraw = this.item(() => {
      const edge = (x) => Math.max(LEFT, Math.min(this.width - RIGHT, this.left(x)));
      const [a, b] = [Math.min(edge(from), edge(to)), Math.max(edge(from), edge(to))];
      const sides = { x: a, y: TOP, width: b - a, height: this.height - TOP - BOTTOM };
      for (const [key, value] of Object.entries(sides)) put(box, key, value);
    });
    const set = (a, b) => {
      [from, to] = [a, b];
      redraw();
    };
    return { set, element: box };
  }

  /**
   * A landscape: cells shaded in the colour of a role, the deeper the nearer to 1.
   *
   * @param {string} role
   * @param {number} [levels]
   */
  field(role, levels = 14) {
    const paths = Array.from({ length: levels }, (_, k) => {
      const path = draw("path.u-depth", { "fill-opacity": ((0.75 * (k + 1)) / levels).toFixed(3) });
      path.style.setProperty("--u-c", `var(--u-${role})`);
      return path;
    });
    this.back.append(...paths);
    let [xs, ys, depths] = [[0, 1], [0, 1], [0]];
    const redraw = this.item(() => {
      const lefts = xs.map((x) => Math.round(this.left(x)));
      const tops = ys.map((y) => Math.round(this.top(y)));
      const parts = paths.map(() => []);
      for (let j = 0; j + 1 < ys.length; j++)
        for (let i = 0; i + 1 < xs.length; i++) {
          const depth = Math.min(1, depths[j * (xs.length - 1) + i]);
          const level = Math.ceil(depth * levels) - 1;
          const [w, h] = [lefts[i + 1] - lefts[i], tops[j + 1] - tops[j]];
          parts[level]?.push(`M${lefts[i]} ${tops[j]}h${w}v${h}h${-w}z`);
        }
      paths.forEach((path, k) => {
        put(path, "d", parts[k].join(""));
      });
    });
    /** `depths` has one number for each cell between neighbours of `xs` and `ys`. */
    const set = (newXs, newYs, newDepths) => {
      [xs, ys, depths] = [newXs, newYs, newDepths];
      redraw();
    };
    return { set };
  }

  /**
   * A knob to drag with mouse, finger or arrow keys.
   *
   * @param {object} asked
   * @param {string} asked.name
   * @param {string} asked.spoken  what it sets
   * @param {string} asked.role
   * @param {(x: number, y: number) => void} asked.move  called with numbers of the axes
   * @param {(event: KeyboardEvent) => boolean} asked.key  moves it by a key; whether it did
   */
  knob({ name, spoken, role, move, key }) {
    const reach = draw("circle.u-reach", { r: 3 * GRIP });
    const grip = draw("circle.u-grip", { r: GRIP });
    const drag = (event) => {
      event.preventDefault();
      knob.setPointerCapture(event.pointerId);
      knob.focus({ preventScroll: true });
      const follow = (moved) => {
        const { x, y } = this.at(moved);
        move(x, y);
      };
      knob.addEventListener("pointermove", follow);
      const end = () => knob.removeEventListener("pointermove", follow);
      for (const type of ["pointerup", "pointercancel"])
        knob.addEventListener(type, end, { once: true });
    };
    const knob = draw(
      "g.u-handle",
      {
        role: "slider",
        tabindex: 0,
        "aria-label": spoken,
        "aria-valuenow": 0, // until it is set
        "data-name": name,
        pointerdown: drag,
        keydown: (event) => {
          if (!key(event)) return;
          event.preventDefault();
          event.stopPropagation();
        },
      },
      reach,
      grip,
    );
    knob.style.setProperty("--u-c", `var(--u-${role})`);
    this.knobs.append(knob);
    let place = { x: NaN, y: NaN };
    const redraw = this.item(() => {
      const seen = Number.isFinite(this.left(place.x)) && Number.isFinite(this.top(place.y));
      put(knob, "visibility", seen ? "visible" : "hidden");
      if (seen) put(knob, "transform", `translate(${this.left(place.x)} ${this.top(place.y)})`);
    });
    const set = (
      x,
      y,
      /** @type {{now: number, min: number, max: number, text: string}} */ said,
    ) => {
      const { now, min, max, text } = said;
      place = { x, y };
      put(knob, "aria-valuenow", spelt(now));
      put(knob, "aria-valuemin", spelt(min));
      put(knob, "aria-valuemax", spelt(max));
      put(knob, "aria-valuetext", text);
      put(knob, "data-value", now);
      redraw();
    };
    return { set, element: knob };
  }
}

/** A number without an exponent, which ARIA does not know. @param {number} x */
const spelt = (x) => x.toLocaleString("en", { maximumSignificantDigits: 17, useGrouping: false });

/**
 * A place not too far out of sight, in the same direction from the last one: what explodes
 * would make a drawing of many kilometres, which browsers and readers of pages choke on.
 *
 * @param {number} x
 * @param {number} y
 * @param {number[] | null} last
 */
function near(x, y, last) {
  const [x0, y0] = last ?? [0, 0];
  const shorter = Math.min(1, FAR / Math.max(Math.abs(x - x0), Math.abs(y - y0)));
  return [x0 + (x - x0) * shorter, y0 + (y - y0) * shorter];
}

/** Round numbers along an axis, with how they are written. @param {Axis} axis */
export function ticksOf({ min, max, log }, about) {
  if (log) return powers(min, max, about);
  const rough = (max - min) / about;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * size).find((n) => n >= rough * 0.75);
  const count = Math.floor(max / step + 1e-9) - Math.ceil(min / step - 1e-9) + 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: count }, (_, k) => {
    const x = (Math.ceil(min / step - 1e-9) + k) * step;
    return [x, long(Number(x.toFixed(digits)), digits)];
  });
}

/** Powers of ten, not too many. */
function powers(min, max, about) {
  const low = Math.ceil(Math.log10(min) - 1e-9);
  const high = Math.floor(Math.log10(max) + 1e-9);
  const each = Math.max(1, Math.ceil((high - low + 1) / about));
  const written = (n) => (n >= -2 && n <= 3 ? String(Number(`1e${n}`)) : `10${raised(n)}`);
  return Array.from({ length: high - low + 1 }, (_, k) => low + k)
    .filter((n) => n % each === 0)
    .map((n) => [Number(`1e${n}`), written(n)]);
}
