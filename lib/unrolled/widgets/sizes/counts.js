// The table of all parameters: shape, numbers and share of each, and of all together.

import { make, put, write } from "../kit/dom.js";
import { grouped, percent } from "../kit/numbers.js";

const HEADS = ["weights", "shape", "numbers", "share"];

/** @typedef {{axes: string, label: string, role: string}} Parameter */
/** @typedef {{sizes: Record<string, number>, counts: Record<string, number>, shares: ArrayLike<number>, total: number}} Found */

export class Counts {
  /** @param {Record<string, Parameter>} parameters */
  constructor(parameters) {
    this.rows = Object.entries(parameters).map(([name, about], i) => row(name, about, i));
    this.total = figure("total");
    const head = HEADS.map((text) => make("th", { scope: "col" }, text));
    const foot = [make("th", { scope: "row" }, "all"), make("td")];
    this.element = make(
      "table",
      { "data-part": "numbers" },
      make("thead", {}, make("tr", {}, head)),
      make(
        "tbody",
        {},
        this.rows.map(({ element }) => element),
      ),
      make("tfoot", {}, make("tr", {}, foot, make("td", {}, this.total.element), make("td"))),
    );
  }

  /** @param {Found} found */
  show({ sizes, counts, shares, total }) {
    this.rows.forEach(({ name, show }, i) => show(sizes, counts[name], shares[i]));
    this.total.show(total, grouped(total));
  }
}

/** A place in the page for one entry of the value called `name`; it carries it in full. */
function figure(name, index = 0) {
  const element = make("span", { "data-name": name, "data-index": index });
  const show = (value, text) => {
    put(element, "data-value", value);
    write(element, text);
  };
  return { element, show };
}

/** Name, shape, count and share of one parameter. */
function row(name, { axes, label, role }, index) {
  const shape = make("td");
  const [count, share] = [figure(name), figure("shares", index)];
  const bar = make("span.u-sizes-bar", { "aria-hidden": "true" });
  bar.style.setProperty("--role", `var(--u-${role})`);
  const words = make("span.u-sizes-words", {}, ` ${label}`);
  const head = make("th", { scope: "row" }, make("b", {}, name), words);
  const cells = [make("td", {}, count.element), make("td", {}, share.element, bar)];
  const element = make("tr", {}, head, shape, cells);
  const show = (sizes, number, part) => {
    const sides = [...axes].map((axis) => grouped(sizes[axis]));
    write(shape, number === 0 ? "none" : sides.join(" × "));
    count.show(number, grouped(number));
    share.show(part, percent(part));
    bar.style.setProperty("--share", String(part));
  };
  return { name, element, show };
}
