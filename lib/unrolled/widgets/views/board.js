// The numbers of a tick: matrix × vector, sum, curve, table.

import { partner, taken } from "../engine/arithmetic.js";
import { primitive } from "../engine/scalars.js";
import { make } from "../kit/dom.js";
import { callTable } from "./call_table.js";
import { Cells } from "./cells.js";
import { curve } from "./curve.js";
import { gatesOf } from "./gates.js";
import { shareTable } from "./share_table.js";
import { nameOf, SIGNS } from "./typeset.js";

const FEW = 5; // rows that a board has room for
const HIGH = 8; // what is in the middle of more is not in view

export class Board extends Cells {
  /** @param {ConstructorParameters<typeof Cells>} given */
  constructor(...given) {
    super(...given);
    // a diagram with what each step looks at is high: there is room beside it
    this.roomy = this.recorded.called("looks") !== undefined;
    this.element.classList.toggle("u-roomy", this.roomy);
  }

  /**
   * Make room for the numbers of a tick, which `refresh` writes.
   *
   * @param {import("../engine/ticks.js").Tick} tick
   * @param {number} entry  the entry of the result that is followed
   */
  show(tick, entry) {
    this.cells = [];
    this.extras = [];
    const size = this.recorded.values(tick.out).length;
    this.entry = Math.min(entry, size - 1);
    const known = Object.values(this.recorded.labels).map((labels) => labels.length);
    const most = Math.max(0, ...known);
    this.element.classList.toggle("u-long", most > FEW);
    this.element.classList.toggle("u-high", most > HIGH);
    const layouts = {
      read: this.reading,
      product: this.product,
      affine: this.product,
      sum: this.sum,
      map: this.map,
      call: (one) => callTable(this, one),
      entrywise: this.entrywise,
      share: (one) => shareTable(this, one),
    };
    this.element.replaceChildren(...(layouts[tick.kind] ?? this.operands).call(this, tick));
  }

  /** Show all leaves, to be edited. @param {number[]} nodes */
  showAll(nodes) {
    this.cells = [];
    this.extras = [];
    this.entry = -1;
    this.element.replaceChildren(...nodes.map((i) => this.labelled(i)));
    this.refresh();
  }

  /** A value with the gates of its rows before it, where it is a stack of blocks. */
  labelled(i) {
    const gates = this.recorded.gated ? gatesOf(this.recorded, i) : null;
    const block = this.block(i, this.grid(i));
    if (!gates) return block;
    const rows = this.letters(gates, -1);
    rows.classList.add("u-gates");
    return make("div.u-labelled", {}, this.block(i, rows, "\u00a0"), block);
  }

  // ---- patterns ---------------------------------------------------------------------

  /** The input and the target of a step, letter by letter. */
  reading(tick) {
    const { recorded } = this;
    const target = [...recorded.leaves.values()].find(
      (leaf) => leaf.role === "target" && leaf.t === tick.t,
    );
    const one = (i, words) => {
      const labels = recorded.labelsOf(i, 0);
      const hot = recorded.hot(i);
      const caption = [make("span.u-word", {}, words), ...nameOf(recorded, i)];
      return this.line(
        labels && this.block(i, this.letters(labels, hot, recorded.role(i)), "\u00a0"),
        this.block(
          i,
          this.grid(i, (e) => ({ chosen: e === hot })),
          caption,
        ),
      );
    };
    return [
      this.line(
        one(tick.out, "input "),
        target && make("span.u-gap"),
        target && one(target.node, "target "),
      ),
    ];
  }

  /** Row × column: M x, and what is added to it. */
  product(tick) {
    const { recorded, entry } = this;
    const { nodes } = recorded;
    const at = tick.nodes.find((i) => nodes[i].op === "matmul");
    const [M, x] = nodes[at].in;
    if (nodes[M].shape.length !== 2 || nodes[x].shape.length !== 1) return this.operands(tick);
    const byColumn = recorded.labelsOf(M, 1);
    const byRow = recorded.labelsOf(M, 0);
    const hot = byColumn ? recorded.hot(x) : -1;
    const heads = byColumn && this.heads(byColumn, hot);
    const rest = this.terms(tick)
      .filter(({ i }) => i !== at)
      .flatMap(({ sign, i }) => [this.sign(sign), this.vector(i, entry)]);
    return [
      this.line(
        byRow && this.block(M, this.letters(byRow, entry, recorded.role(M)), "\u00a0"),
        this.block(M, this.matrix(M), nameOf(recorded, M), heads),
        this.sign("·"),
        byColumn && this.block(x, this.letters(byColumn, hot), "\u00a0"),
        this.vector(x),
        rest,
        this.sign("="),
        this.result(tick.out),
      ),
    ];
  }

  /** A matrix with a ring around the followed row. */
  matrix(M) {
    const { recorded, entry } = this;
    const role = recorded.role(M);
    const columns = recorded.nodes[M].shape[1];
    const marks = (e) => ({ most: Math.floor(e / columns) === entry ? 38 : 18, role });
    return this.grid(M, marks, [this.ring(`${entry + 1} / ${entry + 2}`, "1 / -1", role)]);
  }

  /** Terms of the sum that a tick computes, with their signs, from left to right. */
  terms(tick) {
    const { nodes } = this.recorded;
    const inside = new Set(tick.nodes);
    const { group } = nodes[tick.out];
    const walk = (i, sign) => {
      const { op, in: operands } = nodes[i];
      const sums = op === "add" || op === "subtract";
      if (!inside.has(i) || !sums || nodes[i].group !== group) return [{ sign, i }];
      const turned = op === "add" ? sign : sign === "+" ? "\u2212" : "+";
      return [...walk(operands[0], sign), ...walk(operands[1], turned)];
    };
    return walk(tick.out, "+");
  }

  /** The letters of a result's entries, to stand before its line; null if it has none. */
  lettersOf(i) {
    const labels = this.recorded.labelsOf(i, 0);
    return (
      labels && this.block(i, this.letters(labels, this.entry, this.recorded.role(i)), "\u00a0")
    );
  }

  sum(tick) {
    const terms = this.terms(tick);
    const row = (i) =>
      this.recorded.values(i).length === this.recorded.values(tick.out).length ? this.entry : null;
    return [
      this.line(
        this.lettersOf(tick.out),
        terms.map(({ sign, i }, n) => [
          n || sign !== "+" ? this.sign(sign) : null,
          this.vector(i, row(i)),
        ]),
        this.sign("="),
        this.result(tick.out),
      ),
    ];
  }

  /** Sums of products, entry by entry: (1 − h²) ⊙ dh; with a slope goes its curve. */
  entrywise(tick) {
    const { nodes } = this.recorded;
    const inside = new Set(tick.nodes);
    const factors = (i) => {
      const { op, in: operands, group } = nodes[i];
      const product = inside.has(i) && op === "multiply" && group === undefined;
      return product ? operands.flatMap(factors) : [i];
    };
    const terms = this.terms(tick).map(({ sign, i }) => ({ sign, all: factors(i) }));
    const slope = this.recorded.slopeIn(tick);
    return [
      this.line(
        this.lettersOf(tick.out),
        terms.flatMap(({ sign, all }, n) => [
          n || sign !== "+" ? this.sign(sign) : null,
          all.flatMap((i, k) => [k ? this.sign("⊙") : null, this.vector(i, this.entry)]),
        ]),
        this.sign("="),
        this.result(tick.out),
        slope === undefined ? null : this.tangent(tick, slope),
      ),
    ];
  }

  /** The curve that a slope belongs to, if it is that of one operation. */
  tangent(tick, slope) {
    const { nodes } = this.recorded;
    const { group } = nodes[slope];
    const value = tick.nodes
      .filter((i) => nodes[i].group === group)
      .flatMap((i) => nodes[i].in)
      .find((i) => !tick.nodes.includes(i) && nodes[i].op !== "const");
    const maker = value === undefined ? {} : nodes[value];
    return primitive(maker.op) && maker.in.length === 1
      ? curve(this, maker.in[0], value, slope)
      : null;
  }

  /** A function of each entry: before, the curve, after. */
  map(tick) {
    const [x] = this.recorded.nodes[tick.out].in;
    const vector = this.recorded.nodes[tick.out].shape.length === 1;
    return [
      this.line(
        this.lettersOf(tick.out),
        this.vector(x, vector ? this.entry : null),
        this.sign("→"),
        vector ? curve(this, x, tick.out) : null,
        vector ? this.sign("→") : null,
        this.result(tick.out),
      ),
    ];
  }

  /** What a tick takes from outside, vectors put together as their parts. */
  usedBy(tick) {
    const { nodes } = this.recorded;
    const given = (i) => !tick.nodes.includes(i);
    const parts = (i) =>
      nodes[i].op === "stack" && nodes[i].shape.length === 1 ? nodes[i].in : [i];
    const used = tick.nodes.flatMap((i) => nodes[i].in).filter(given);
    return [...new Set(used.flatMap(parts).filter((i) => given(i) && nodes[i].op !== "const"))];
  }

  /** Whatever else: what went in, and what came out. */
  operands(tick) {
    const { recorded } = this;
    const { nodes } = recorded;
    const used = this.usedBy(tick);
    const { op } = nodes[tick.out];
    const sum = op === "sum" && used.every((i) => !nodes[i].shape.length);
    const between = sum ? "+" : tick.nodes.length === 1 ? SIGNS[op] : undefined;
    const joined = op === "concatenate" && nodes[tick.out].shape.length === 1;
    const source = joined && taken(nodes, tick.out, this.entry);
    const meets = (i) =>
      recorded.values(i).length > 1 && nodes[i].shape.length === nodes[tick.out].shape.length
        ? partner(nodes, tick.out, i, this.entry)
        : null;
    const row = (i) => (!source ? meets(i) : source.part === i ? source.entry : -1);
    const shown = used.map((i, n) => [
      n ? this.sign(between ?? ",") : null,
      nodes[i].shape.length > 1 ? this.block(i, this.grid(i)) : this.vector(i, row(i)),
    ]);
    const letters = this.lettersOf(tick.out);
    const line = this.line(letters, shown, this.sign(between ? "=" : "→"), this.result(tick.out));
    line.classList.toggle("u-many", sum);
    return [line];
  }
}
