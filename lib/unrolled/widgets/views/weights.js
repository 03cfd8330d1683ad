// Weights to choose from and to edit: each matrix in brackets, one entry ringed, a field
// for its value.

import { quantity } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { Cells } from "./cells.js";
import { nameOf } from "./typeset.js";

const SPAN = 5; // weights can be typed from -5 to 5

export class Weights {
  /**
   * @param {import("../engine/recorded.js").Recorded} recorded
   * @param {number[]} nodes  the leaves shown
   * @param {string} first  which is chosen at first, as U:3
   * @param {{chosen: (i: number, e: number) => void, edited: () => void}} does
   */
  constructor(recorded, nodes, first, does) {
    this.recorded = recorded;
    this.nodes = nodes;
    this.does = does;
    this.cells = new Cells(recorded, (i, e, how, x) => {
      if (how === "drag") this.edit(i, e, x);
      else {
        this.choose(i, e);
        if (how === "key") this.cells.cellOf(i, e)?.focus();
      }
    });
    this.cells.element.classList.add("u-all");
    this.label = make("span");
    this.field = quantity({
      name: "weight",
      label: this.label,
      spoken: "The chosen weight",
      min: -SPAN,
      max: SPAN,
      value: 0,
      change: (x) => this.edit(this.i, this.e, x),
    });
    this.build();
    const { i, e } = this.place(first);
    this.choose(i, e, false);
  }

  build() {
    const { cells, recorded } = this;
    const blocks = this.nodes.map((i) => {
      const heads = recorded.nodes[i].shape.length === 2 && recorded.labelsOf(i, 1);
      const letters = recorded.labelsOf(i, 0);
      const grid = cells.grid(i);
      const over = heads ? cells.heads(heads) : null;
      const block = cells.block(i, grid, nameOf(recorded, i), over);
      return letters
        ? make("div.u-labelled", {}, cells.block(i, cells.letters(letters, -1), "\u00a0"), block)
        : block;
    });
    cells.element.replaceChildren(...blocks);
    this.element = make("div", { "data-part": "weights", "data-scrolls": "" }, cells.element);
  }

  /** Follow an entry; `tell` says so. */
  choose(i, e, tell = true) {
    this.i = i;
    this.e = e;
    for (const cell of this.cells.cells)
      cell.button.classList.toggle("u-chosen", cell.i === i && cell.e === e);
    this.label.replaceChildren(...this.title());
    this.field.set(this.recorded.values(i)[e]);
    if (tell) this.does.chosen(i, e);
  }

  /** The symbol of the chosen entry, with its row and column. */
  title() {
    const { recorded, i, e } = this;
    const shape = recorded.nodes[i].shape;
    const place = shape.length === 2 ? [Math.floor(e / shape[1]), e % shape[1]] : [e];
    const written = place.map((k, axis) => recorded.labelsOf(i, axis)?.[k] ?? String(k + 1));
    const name = recorded.symbols[recorded.nodes[i].name]?.glyph ?? recorded.nodes[i].name;
    return [make("span.u-math", {}, name, make("sub", {}, written.join(" ")))];
  }

  /** The same in words, for sentences. */
  get called() {
    return this.cells.spokenCell(this.i, this.e);
  }

  edit(i, e, x) {
    this.recorded.edit(i, e, x);
    if (i !== this.i || e !== this.e) this.choose(i, e);
    else this.field.set(x);
    this.does.edited();
  }

  /** Bring the numbers up to date. */
  refresh() {
    this.cells.refresh();
    const x = this.recorded.values(this.i)[this.e];
    if (this.field.field !== document.activeElement) this.field.set(x);
    this.field.field.classList.toggle("u-edited", this.recorded.edited(this.i, this.e));
  }

  get edits() {
    return this.recorded.edits().filter(({ node }) => this.nodes.includes(node));
  }

  // ---- state in the address ---------------------------------------------------------

  /**
   * Fields of the address: which weight is chosen, U:3, and all edits, U:0:0.9,V:2:1.
   *
   * @param {string} first  the weight that is chosen at first
   * @returns {import("../kit/address.js").Schema}
   */
  schema(first) {
    return {
      weight: {
        start: first,
        place: true,
        read: (text) => (this.place(text) ? text : undefined),
        get: () => this.written(this.i, this.e),
        set: (text) => {
          const { i, e } = this.place(text);
          this.choose(i, e, false);
        },
      },
      set: {
        start: "",
        read: (text) => text,
        get: () =>
          this.edits
            .map(({ node, index, value }) => `${this.written(node, index)}:${value}`)
            .join(","),
        set: (text) => this.take(text),
        count: () => this.edits.length,
      },
    };
  }

  written(i, e) {
    return `${this.recorded.nodes[i].name}:${e}`;
  }

  /** Go back to what was recorded, but for these edits, as far as they fit. */
  take(text) {
    this.recorded.reset(); // a widget sets what else it has set when it shows itself
    for (const edit of text.split(",")) {
      const [name, index, value] = edit.split(":");
      const place = this.place(`${name}:${index}`);
      const x = Number(value);
      if (place && value && Math.abs(x) <= SPAN) this.recorded.edit(place.i, place.e, x);
    }
    this.choose(this.i, this.e, false);
  }

  place(text) {
    const [name, index] = (text ?? "").split(":");
    const i = this.nodes.find((node) => this.recorded.nodes[node].name === name);
    const e = /^\d+$/.test(index ?? "") ? Number(index) : -1;
    return i !== undefined && e >= 0 && e < this.recorded.values(i).length ? { i, e } : null;
  }
}
