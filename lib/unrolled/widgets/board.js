// The numbers of a tick: matrix × vector, sum, curve, table.

import { partner } from "./arithmetic.js";
import { Cells } from "./cells.js";
import { draw, make, put } from "./dom.js";
import { primitive } from "./replay.js";
import { nameOf, words } from "./typeset.js";

const SIGNS = { add: "+", subtract: "\u2212", multiply: "⊙", divide: "÷" };
const STEPS = { exp: "exp", log: "ln", negative: "\u2212", sum: "Σ", max: "max" };

export class Board extends Cells {
  /**
   * Show the numbers of a tick.
   *
   * @param {import("./ticks.js").Tick} tick
   * @param {number} entry  the entry of the result that is followed
   */
  show(tick, entry) {
    this.cells = [];
    this.extras = [];
    const size = this.recorded.values(tick.out).length;
    this.entry = Math.min(entry, size - 1);
    const layouts = {
      read: this.reading,
      product: this.product,
      affine: this.product,
      sum: this.sum,
      map: this.map,
      call: this.call,
    };
    this.element.replaceChildren(...(layouts[tick.kind] ?? this.operands).call(this, tick));
    this.refresh();
  }

  /** Show all leaves, to be edited. @param {number[]} nodes */
  showAll(nodes) {
    this.cells = [];
    this.extras = [];
    this.entry = -1;
    this.element.replaceChildren(...nodes.map((i) => this.block(i, this.grid(i))));
    this.refresh();
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
    const at = tick.nodes.find((i) => recorded.nodes[i].op === "matmul");
    const [M, x] = recorded.nodes[at].in;
    const columns = recorded.nodes[M].shape[1];
    if (recorded.nodes[M].shape.length !== 2 || recorded.nodes[x].shape.length !== 1)
      return this.operands(tick);
    const role = recorded.role(M);
    const byColumn = recorded.labelsOf(M, 1);
    const byRow = recorded.labelsOf(M, 0);
    const hot = byColumn ? recorded.hot(x) : -1;
    const heads =
      byColumn &&
      make(
        "div.u-heads",
        { "aria-hidden": "true" },
        byColumn.map((letter, k) => make(`span${k === hot ? ".u-on" : ""}`, {}, letter)),
      );
    if (heads) heads.style.gridTemplateColumns = `repeat(${columns}, var(--u-cell))`;
    const matrix = this.grid(
      M,
      (e) => ({ most: Math.floor(e / columns) === entry ? 38 : 18, role }),
      [this.ring(`${entry + 1} / ${entry + 2}`, "1 / -1", role)],
    );
    const rest = this.terms(tick)
      .filter(({ i }) => i !== at)
      .flatMap(({ sign, i }) => [this.sign(sign), this.vector(i, entry)]);
    return [
      this.line(
        byRow && this.block(M, this.letters(byRow, entry, role), "\u00a0"),
        this.block(M, matrix, nameOf(recorded, M), heads),
        this.sign("·"),
        byColumn && this.block(x, this.letters(byColumn, hot), "\u00a0"),
        this.vector(x),
        rest,
        this.sign("="),
        this.result(tick.out),
      ),
    ];
  }

  /** Terms of the sum that a tick computes, with their signs, from left to right. */
  terms(tick) {
    const { nodes } = this.recorded;
    const inside = new Set(tick.nodes);
    const walk = (i, sign) => {
      const { op, in: operands } = nodes[i];
      if (!inside.has(i) || (op !== "add" && op !== "subtract")) return [{ sign, i }];
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

  /** A function of each entry: before, the curve, after. */
  map(tick) {
    const [x] = this.recorded.nodes[tick.out].in;
    const vector = this.recorded.nodes[tick.out].shape.length === 1;
    return [
      this.line(
        this.lettersOf(tick.out),
        this.vector(x, vector ? this.entry : null),
        this.sign("→"),
        vector ? this.curve(tick.out, x) : null,
        vector ? this.sign("→") : null,
        this.result(tick.out),
      ),
    ];
  }

  /** The curve of a function, with a point for each entry. */
  curve(out, x) {
    const { recorded } = this;
    const { op } = recorded.nodes[out];
    const value = primitive(op);
    if (!value) return make("span.u-word", {}, op);
    const all = [...recorded.values(x), 1].filter(Number.isFinite);
    const reach = Math.min(6, Math.max(2.4, ...all.map(Math.abs)));
    const [low, high] = range(value, reach);
    const X = (v) => 88 + (Math.max(-reach, Math.min(reach, v)) / reach) * 80;
    const Y = (v) => 124 - ((Math.max(low, Math.min(high, v)) - low) / (high - low)) * 116;
    const path = Array.from({ length: 81 }, (_, n) => -reach + (n * reach) / 40)
      .filter((v) => Number.isFinite(value(v)))
      .map((v, n) => `${n ? "L" : "M"}${X(v).toFixed(1)} ${Y(value(v)).toFixed(1)}`)
      .join("");
    const guide = draw("path.u-guide");
    const points = [...recorded.values(x)].map((_, e) =>
      draw("circle", {
        r: e === this.entry ? 5.5 : 3.5,
        class: e === this.entry ? "u-point u-on" : "u-point",
      }),
    );
    this.extras.push(() => {
      const [from, to] = [recorded.values(x), recorded.values(out)];
      for (const [e, point] of points.entries()) {
        put(point, "cx", X(from[e]));
        put(point, "cy", Y(to[e]));
      }
      put(guide, "d", `M${X(from[this.entry])} ${Y(0)}V${Y(to[this.entry])}H${X(0)}`);
    });
    const plot = draw(
      "svg.u-plot",
      { viewBox: "0 0 176 132", "aria-hidden": "true" },
      draw("path.u-axis", { d: `M4 ${Y(0)}H172M${X(0)} 8V124` }),
      draw("path.u-curve", { d: path }),
      guide,
      points,
    );
    return make("div.u-block.u-free", {}, make("div.u-caption", {}, op), plot);
  }

  /** A call as a table: each column is what was done to the one before it. */
  call(tick) {
    const { recorded } = this;
    const stages = this.stages(tick);
    const scalar = recorded.nodes[tick.out].shape.length === 0;
    const columns = stages.filter((stage) => recorded.nodes[stage.i].shape.length === 1);
    const size = columns.length ? recorded.values(columns[0].i).length : 0;
    if (!columns.length || !columns.every((c) => recorded.values(c.i).length === size))
      return this.operands(tick);
    const labels = recorded.labelsOf(columns[0].i, 0);
    const target = recorded.find("y", tick.t);
    const bars = !scalar && [...recorded.replay.recorded(tick.out)].every((x) => x >= 0 && x <= 1);
    const follow = scalar && target !== undefined ? Math.max(0, recorded.hot(target)) : this.entry;
    const table = make("div.u-table", {});
    table.style.gridTemplateColumns = `1.6em repeat(${columns.length}, auto)${bars ? " minmax(3em, 9em)" : ""}`;
    table.append(
      make("span", {}),
      ...columns.map(({ head }) => make("span.u-stage", {}, head)),
      ...(bars ? [make("span", {})] : []),
    );
    for (let e = 0; e < size; e++) {
      const row = columns.map(({ i }) =>
        this.cell(i, e, {
          run: e === follow && i !== tick.out,
          chosen: i === tick.out && e === this.entry,
        }),
      );
      row[0].tabIndex = e ? -1 : 0;
      table.append(
        make(`span.u-letter${e === follow ? ".u-on" : ""}`, {}, labels?.[e] ?? String(e + 1)),
        ...row,
      );
      if (bars) table.append(this.bar(tick.out, e, target));
    }
    const end = scalar
      ? [
          this.sign(
            stages
              .filter((stage) => stage.tail)
              .map((stage) => stage.sign)
              .reverse()
              .join(" ") || "→",
          ),
          this.block(
            tick.out,
            this.grid(tick.out, () => ({ chosen: true })),
          ),
        ]
      : [];
    return [this.line(table, end)];
  }

  /** What a call does, one stage after the other, with a head for each column. */
  stages(tick) {
    const { nodes, program } = { nodes: this.recorded.nodes, program: this.recorded.program };
    const group =
      tick.nodes.map((i) => nodes[i].group).find((g) => tick.group === g) ?? nodes[tick.out].group;
    const own = new Map(); // direct operations and, for a call inside the call, its last one
    for (const i of tick.nodes) {
      let g = nodes[i].group;
      if (g === group) own.set(i, null);
      else {
        while (program.groups[g].parent !== group && program.groups[g].parent !== null)
          g = program.groups[g].parent;
        const before = [...own].find(([, inner]) => inner === g);
        if (before) own.delete(before[0]);
        own.set(i, g);
      }
    }
    const outside = (i) => nodes[i].op !== "const" && !tick.nodes.includes(i);
    const first = tick.nodes
      .flatMap((i) => nodes[i].in)
      .find((i) => outside(i) && nodes[i].shape.length === 1);
    const stages = first === undefined ? [] : [{ i: first, head: nameOf(this.recorded, first) }];
    for (const [i, inner] of own) {
      const head = inner === null ? this.head(i, stages, outside) : words(program.groups[inner].fn);
      const tail = nodes[i].shape.length === 0;
      stages.push({
        i,
        head: i === tick.out && nodes[i].name ? nameOf(this.recorded, i) : head,
        tail,
        sign: STEPS[nodes[i].op],
      });
    }
    return stages;
  }

  /** What an operation does to the column before it: "− max", "exp", "÷ Σ", "⊙ y". */
  head(i, stages, outside) {
    const node = this.recorded.nodes[i];
    if (node.in.length < 2) return STEPS[node.op] ?? node.op;
    const before = stages.map((stage) => stage.i);
    const other =
      node.in.find((j) => !before.includes(j) || this.recorded.nodes[j].shape.length === 0) ??
      node.in[1];
    const what = outside(other)
      ? nameOf(this.recorded, other)
      : [STEPS[this.recorded.nodes[other].op] ?? ""];
    return [`${SIGNS[node.op] ?? node.op} `, ...what];
  }

  bar(i, e, target) {
    const { recorded } = this;
    const fill = make("i");
    const bar = make("span.u-bar", { "aria-hidden": "true" }, fill);
    this.extras.push(() => {
      fill.style.width = `${Math.max(0, Math.min(100, 100 * recorded.values(i)[e]))}%`;
      bar.classList.toggle("u-right", target !== undefined && recorded.hot(target) === e);
    });
    return bar;
  }

  /** Whatever else: what went in, and what came out. */
  operands(tick) {
    const { recorded } = this;
    const { nodes } = recorded;
    const inside = new Set(tick.nodes);
    const flat = (i) =>
      nodes[i].op === "stack" && nodes[i].shape.length === 1 ? nodes[i].in : [i];
    const used = [
      ...new Set(
        tick.nodes
          .flatMap((i) => nodes[i].in)
          .filter((i) => !inside.has(i))
          .flatMap(flat)
          .filter((i) => !inside.has(i) && nodes[i].op !== "const"),
      ),
    ];
    const { op } = nodes[tick.out];
    const sum = op === "sum" && used.every((i) => !nodes[i].shape.length);
    const between = sum ? "+" : tick.nodes.length === 1 ? SIGNS[op] : undefined;
    const row = (i) =>
      recorded.values(i).length > 1 && nodes[i].shape.length === nodes[tick.out].shape.length
        ? partner(nodes, tick.out, i, this.entry)
        : null;
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

/** Bounds of a curve over [-reach, reach], with a little room. */
function range(value, reach) {
  const values = Array.from({ length: 81 }, (_, n) => value(-reach + (n * reach) / 40)).filter(
    Number.isFinite,
  );
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low) * 0.08;
  return [low - room, high + room];
}
