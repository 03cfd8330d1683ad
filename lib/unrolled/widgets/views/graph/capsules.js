// A value in the graph: a square for each entry and, below it, a circle for its gradient.

import { dial } from "../../kit/dial.js";
import { draw, put, write } from "../../kit/dom.js";
import { short } from "../../kit/numbers.js";
import { tint } from "../../kit/tint.js";
import { glyphOf } from "../typeset.js";

const LINE = 7; // what leaves a block does so left of its name

/**
 * @typedef {object} Asked
 * @property {number} i  node of the value
 * @property {number | undefined} gradient  node of its gradient
 * @property {number} t
 * @property {number} x  the middle
 * @property {number} y
 * @property {number} height
 * @property {number} cell  room for one entry
 * @property {string[] | null} letters  what its entries stand for, written below them
 * @property {boolean} [legend]  whether its name and its number stand above it
 * @property {() => void} pick
 */

export class Capsule {
  /**
   * @param {import("../../engine/recorded.js").Recorded} recorded
   * @param {Asked} asked
   */
  constructor(recorded, { i, gradient, t, x, y, height, cell, letters, legend, pick }) {
    this.recorded = recorded;
    this.i = i;
    this.t = t;
    const { name } = recorded.nodes[i];
    const count = recorded.values(i).length;
    const width = count * cell + 8;
    const left = x - width / 2 + 4;
    const top = y - height / 2;
    const entries = [...Array(count).keys()];
    this.dials = recorded.program.layout?.gates.includes(name) ?? false;
    const one = this.dials ? gate : square;
    this.squares = entries.map((e) => one(recorded, i, e, left + e * cell, top + 4, cell));
    this.gradient = letters ? undefined : gradient; // letters stand in its place
    this.rounds =
      this.gradient === undefined
        ? []
        : entries.map((e) =>
            round(recorded, gradient, e, left + (e + 0.5) * cell, top + height - 9, cell),
          );
    this.letters =
      letters && cell >= 7
        ? letters.map((letter, e) =>
            draw(
              "text.u-letter",
              { x: left + (e + 0.5) * cell, y: top + height - 4, "text-anchor": "middle" },
              letter,
            ),
          )
        : [];
    const what = recorded.symbols[name]?.words ?? name;
    this.group = draw(
      "g.u-hit",
      { click: pick },
      draw("title", {}, `${what}, step ${t}`),
      draw("rect.u-capsule", { x: left - 4, y: top, width, height, rx: 6 }),
      this.squares,
      this.rounds,
      this.letters,
    );
    this.group.style.setProperty("--u-c", `var(--u-${recorded.role(i)})`);
    this.legend = legend ? this.named(left + LINE, top - 4) : null;
  }

  /** Its name above it, and the number of the followed entry. */
  named(x, y) {
    const { recorded, i, group } = this;
    const number = draw("tspan.u-legend-number", { dx: 3 });
    const name = draw("tspan.u-legend-name", {}, ...glyphOf(recorded, recorded.nodes[i].name));
    group.append(draw("text.u-legend-of", { x, y }, name, number));
    return number;
  }

  /** Mark the followed entry. @param {number} entry */
  follow(entry) {
    this.entry = Math.min(entry, this.squares.length - 1);
    this.squares.forEach((mark, e) => mark.classList.toggle("u-followed", e === this.entry));
    this.tell();
  }

  /** The number of the followed entry, once it is there. */
  tell() {
    if (!this.legend) return;
    const x = this.recorded.values(this.i)[this.entry ?? 0];
    write(
      this.legend,
      this.group.classList.contains("u-has") ? short(x, 2).replace("0.", ".") : "",
    );
  }

  /** @param {import("./graph.js").Moment} moment */
  show({ now, when, reached }) {
    const { group, gradient, i, t } = this;
    group.classList.toggle("u-has", t === 0 || when(i) <= now);
    group.classList.toggle("u-lit", when(i) === now);
    const at = gradient === undefined ? Infinity : when(gradient);
    group.classList.toggle("u-graded", at <= now);
    group.classList.toggle("u-reached", reached.has(i) || at === now);
    this.tell();
  }

  refresh() {
    const { recorded } = this;
    const fill = (marks, i, role) => {
      const values = recorded.values(i);
      marks.forEach((mark, e) => {
        put(mark, "data-value", String(values[e]));
        if (mark.turn) mark.turn(values[e]);
        else mark.firstChild.style.fill = tint(values[e], role, 92);
        mark.classList.toggle("u-negative", values[e] < 0);
        mark.classList.toggle("u-changed", recorded.changed(i, e));
      });
    };
    fill(this.squares, this.i, recorded.role(this.i));
    if (this.gradient !== undefined) fill(this.rounds, this.gradient, "gradient");
    this.tell();
    const target = this.letters.length ? recorded.leafAt("target", this.t) : undefined;
    const right = recorded.hot(target);
    this.letters.forEach((letter, e) => letter.classList.toggle("u-right", e === right));
  }
}

const about = (recorded, i, e) => ({
  "data-name": recorded.nodes[i].name,
  "data-t": recorded.nodes[i].t,
  "data-index": e,
});

function square(recorded, i, e, x, y, cell) {
  return draw(
    "g.u-square",
    about(recorded, i, e),
    draw("rect", { x: x + 0.8, y, width: cell - 1.6, height: cell - 0.5, rx: 1.5 }),
    draw("path.u-minus", { d: `M${x + 2} ${y + cell - 1.5}l${cell - 4} ${3 - cell}` }),
    draw("path.u-corner", { d: `M${x + cell - 6} ${y - 1}h6v6z` }),
  );
}

/** A gate: a dial, open as far as its value says. */
function gate(recorded, i, e, x, y, cell) {
  const own = dial(x + cell / 2, y + cell / 2 - 0.2, cell / 2 - 0.9);
  const corner = draw("path.u-corner", { d: `M${x + cell - 6} ${y - 1}h6v6z` });
  const group = draw("g.u-square", about(recorded, i, e), own.element, corner);
  group.turn = own.set;
  return group;
}

function round(recorded, i, e, x, y, cell) {
  const r = cell / 2 - 1;
  return draw(
    "g.u-round",
    about(recorded, i, e),
    draw("circle", { cx: x, cy: y, r }),
    draw("path.u-minus", { d: `M${x - r * 0.7} ${y + r * 0.7}l${r * 1.4} ${-r * 1.4}` }),
    draw("path.u-corner", { d: `M${x + r - 4} ${y - r - 1}h5v5z` }),
    draw("circle.u-future", { cx: x, cy: y, r: 1 }),
  );
}
