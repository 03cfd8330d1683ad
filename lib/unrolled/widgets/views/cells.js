// The pieces that numbers are shown with: cells, brackets, rings, letters, signs.

import { make, put, write } from "../kit/dom.js";
import { short } from "../kit/numbers.js";
import { tint } from "../kit/tint.js";
import { placeInGate } from "./gates.js";
import { codeName, nameOf, spokenName } from "./typeset.js";

const MANY = 6; // values in one line, from which on they stand closer
const BROAD = 8; // columns in one line, of numbers or of letters beside them
const USUAL = 3; // signs of a number beside its decimals: −0.

export class Cells {
  /**
   * @param {import("../engine/recorded.js").Recorded} recorded
   * @param {(node: number, entry: number, how: "mouse" | "key" | "drag", x?: number) => void} pick
   */
  constructor(recorded, pick) {
    this.recorded = recorded;
    this.pick = pick;
    this.digits = 3;
    this.entry = 0; // the entry of the result that is followed
    this.cells = []; // every number shown: { button, i, e, role, most }
    this.extras = []; // what else to bring up to date: () => void
    this.roomy = false; // whether there is room below for what is too broad
    this.element = make("div.u-board.u-scrolls", { keydown: (event) => this.rove(event) });
  }

  /** Bring every number up to date without rebuilding anything. */
  refresh() {
    const { recorded, digits } = this;
    for (const { button, i, e, role, most } of this.cells) {
      const x = recorded.values(i)[e];
      const text = short(x, digits);
      write(button, text);
      button.classList.toggle("u-long", text.length > digits + USUAL);
      put(button, "data-value", String(x));
      put(button, "aria-label", `${this.spokenCell(i, e)}: ${short(x, 6)}`);
      button.style.setProperty("--u-heat", tint(x, role, most));
      button.classList.toggle("u-negative", x < 0);
      button.classList.toggle("u-zero", x === 0);
      const edited = recorded.edited(i, e);
      button.classList.toggle("u-edited", edited);
      button.classList.toggle("u-changed", !edited && recorded.changed(i, e));
    }
    for (const refresh of this.extras) refresh();
  }

  /** The button that shows an entry, if this tick shows it. */
  cellOf(i, e) {
    return this.cells.find((cell) => cell.i === i && cell.e === e)?.button;
  }

  spokenCell(i, e) {
    const shape = this.recorded.nodes[i].shape;
    const name = spokenName(this.recorded, i);
    if (!shape.length) return name;
    const gate = this.recorded.gated ? placeInGate(this.recorded, i, e) : null;
    if (gate) return `${name}, ${gate}`;
    const place = shape.length === 2 ? [Math.floor(e / shape[1]), e % shape[1]] : [e];
    const words = place.map((k, axis) => this.recorded.labelsOf(i, axis)?.[k] ?? k + 1);
    return shape.length === 2
      ? `${name}, row ${words[0]}, column ${words[1]}`
      : `${name}, ${words[0]}`;
  }

  // ---- parts ------------------------------------------------------------------------

  cell(i, e, { most = 38, chosen = false, run = false, role = this.recorded.role(i) } = {}) {
    const { recorded } = this;
    const node = recorded.nodes[i];
    const from = recorded.source(i, e);
    const leaf = recorded.leaves.has(from.i);
    const marks = {
      "u-leaf": leaf,
      "u-chosen": chosen,
      "u-run": run,
      "u-round": role === "gradient",
    };
    const classes = ["u-cell", ...Object.keys(marks).filter((mark) => marks[mark])].join(" ");
    const button = make("button", {
      type: "button",
      class: classes,
      tabindex: -1,
      "data-name": codeName(recorded, i),
      "data-t": node.t ?? "",
      "data-index": e,
      "data-node": i,
      click: ({ detail }) => this.pick(from.i, from.e, detail ? "mouse" : "key"),
    });
    button.style.setProperty("--u-c", `var(--u-${role})`);
    if (leaf && !recorded.spelled(from.i)) this.draggable(button, from.i, from.e);
    this.cells.push({ button, i, e, role, most });
    return button;
  }

  /** Dragging sideways over a leaf changes it: two pixels are one hundredth. */
  draggable(button, i, e) {
    button.addEventListener("pointerdown", (event) => {
      const start = { x: event.clientX, value: this.recorded.values(i)[e] };
      let moved = false;
      const step = this.recorded.leaves.get(i).step ?? 0.01;
      const follow = ({ clientX }) => {
        const steps = Math.round((clientX - start.x) / 2);
        if (!moved && Math.abs(clientX - start.x) < 5) return;
        if (!moved) button.setPointerCapture(event.pointerId);
        moved = true;
        this.pick(i, e, "drag", Number((start.value + steps * step).toFixed(12)));
      };
      const end = () => {
        button.removeEventListener("pointermove", follow);
        if (moved)
          button.addEventListener("click", (click) => click.stopImmediatePropagation(), {
            once: true,
            capture: true,
          });
      };
      button.addEventListener("pointermove", follow);
      for (const type of ["pointerup", "pointercancel"])
        button.addEventListener(type, end, { once: true });
    });
  }

  /**
   * A value in brackets.
   *
   * @param {number} i
   * @param {(e: number) => object} [options]  marks of single entries
   * @param {Node[]} [rings]
   */
  grid(i, options = () => ({}), rings = []) {
    const shape = this.recorded.nodes[i].shape;
    const columns = shape.length > 1 ? shape.at(-1) : 1;
    const count = this.recorded.values(i).length;
    const cells = Array.from({ length: count }, (_, e) => this.cell(i, e, options(e)));
    if (cells.length) cells[0].tabIndex = 0; // one tab stop for each value; arrows move inside
    const grid = make(
      "div.u-grid",
      { role: "group", "aria-label": spokenName(this.recorded, i), "data-columns": columns },
      cells,
      rings,
    );
    grid.style.gridTemplate = `repeat(${Math.max(1, count / columns)}, auto) / repeat(${columns}, 1fr)`;
    return grid;
  }

  ring(row, column, role) {
    const ring = make("i.u-ring");
    ring.style.gridArea = `${row} / ${column}`;
    ring.style.gridRow = row;
    ring.style.gridColumn = column;
    ring.style.setProperty("--u-c", `var(--u-${role})`);
    return ring;
  }

  /**
   * A value under its name.
   *
   * @param {number} i
   * @param {Node} body
   * @param {any} [caption]
   * @param {Node | null} [heads]  letters over its columns
   */
  block(i, body, caption = nameOf(this.recorded, i), heads = null) {
    const kind = heads ? "div.u-block.u-headed" : "div.u-block";
    return make(kind, {}, make("div.u-caption", {}, caption), heads, body);
  }

  /** A vector, with a ring around the whole of it or around one row. */
  vector(i, row = null) {
    const rows = this.recorded.values(i).length;
    const ring = row === null ? `1 / ${rows + 1}` : `${row + 1} / ${row + 2}`;
    return this.block(
      i,
      this.grid(i, undefined, [this.ring(ring, "1 / -1", this.recorded.role(i))]),
    );
  }

  result(i) {
    return this.block(
      i,
      this.grid(i, (e) => ({ chosen: e === this.entry })),
    );
  }

  letters(labels, on, role = "input") {
    const column = make(
      "div.u-letters",
      { "aria-hidden": "true" },
      labels.map((letter, k) => make(`span${k === on ? ".u-on" : ""}`, {}, letter)),
    );
    column.style.setProperty("--u-c", `var(--u-${role})`);
    return column;
  }

  /** Letters over the columns of a matrix. @param {string[]} letters @param {number} [on] */
  heads(letters, on = -1) {
    const parts = letters.map((letter, k) => make(`span${k === on ? ".u-on" : ""}`, {}, letter));
    const heads = make("div.u-heads", { "aria-hidden": "true" }, parts);
    heads.style.gridTemplateColumns = `repeat(${letters.length}, 1fr)`;
    return heads;
  }

  sign(text) {
    return make("span.u-sign", {}, text);
  }

  line(...children) {
    const parts = children.flat(2).filter(Boolean);
    const blocks = parts.filter((part) => part.matches?.(".u-block"));
    const broad = this.roomy && columnsOf(blocks) >= BROAD;
    const look = blocks.length >= MANY ? ".u-dense" : broad ? ".u-broad" : "";
    return make(`div.u-line${look}`, {}, parts);
  }

  // ---- keyboard ---------------------------------------------------------------------

  /** Arrows move between the cells of one value. */
  rove(event) {
    if (!event.target.matches(".u-cell") || event.shiftKey) return;
    const group = event.target.closest(".u-grid, .u-table, .u-times");
    const cells = [...group.querySelectorAll(".u-cell")];
    const columns = group.matches(".u-table")
      ? cells.filter((cell) => cell.dataset.index === "0").length
      : Number(group.dataset.columns);
    const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = cells[cells.indexOf(event.target) + move];
    if (!next) return;
    for (const cell of cells) cell.tabIndex = cell === next ? 0 : -1;
    next.focus();
  }
}

/** How many columns stand side by side. @param {Element[]} blocks */
function columnsOf(blocks) {
  const parts = blocks.flatMap((block) => [...block.querySelectorAll(".u-grid, .u-letters")]);
  return parts.reduce((sum, part) => sum + Number(part.getAttribute("data-columns") ?? 1), 0);
}
