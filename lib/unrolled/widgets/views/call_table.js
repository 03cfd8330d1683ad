// A call as a table: each column is what was done to the one before it.

import { make } from "../kit/dom.js";
import { SIGNS } from "./cells.js";
import { nameOf, words } from "./typeset.js";

const STEPS = { exp: "exp", log: "ln", negative: "\u2212", sum: "Σ", max: "max" };

/**
 * @param {import("./board.js").Board} board
 * @param {import("../engine/ticks.js").Tick} tick
 */
export function callTable(board, tick) {
  const { recorded } = board;
  const stages = stagesOf(recorded, tick);
  const scalar = recorded.nodes[tick.out].shape.length === 0;
  const columns = stages.filter((stage) => recorded.nodes[stage.i].shape.length === 1);
  const size = columns.length ? recorded.values(columns[0].i).length : 0;
  if (!columns.length || !columns.every((c) => recorded.values(c.i).length === size))
    return board.operands(tick);
  const labels = recorded.labelsOf(columns[0].i, 0);
  const target = labels ? recorded.findRole("target", tick.t) : undefined;
  const bars = !scalar && [...recorded.replay.recorded(tick.out)].every((x) => x >= 0 && x <= 1);
  const follow = scalar && target !== undefined ? Math.max(0, recorded.hot(target)) : board.entry;
  const table = make("div.u-table", {});
  table.style.gridTemplateColumns = `1.6em repeat(${columns.length}, auto)${bars ? " minmax(3em, 9em)" : ""}`;
  table.append(
    make("span", {}),
    ...columns.map(({ head }) => make("span.u-stage", {}, head)),
    ...(bars ? [make("span", {})] : []),
  );
  for (let e = 0; e < size; e++) {
    const row = columns.map(({ i }) =>
      board.cell(i, e, {
        run: e === follow && i !== tick.out,
        chosen: i === tick.out && e === board.entry,
      }),
    );
    row[0].tabIndex = e ? -1 : 0;
    table.append(
      make(`span.u-letter${e === follow ? ".u-on" : ""}`, {}, labels?.[e] ?? String(e + 1)),
      ...row,
    );
    if (bars) table.append(barOf(board, tick.out, e, target));
  }
  const end = scalar
    ? [
        board.sign(
          stages
            .filter((stage) => stage.tail)
            .map((stage) => stage.sign)
            .reverse()
            .join(" ") || "→",
        ),
        board.block(
          tick.out,
          board.grid(tick.out, () => ({ chosen: true })),
        ),
      ]
    : [];
  return [board.line(table, end)];
}

/** What a call does, one stage after the other, with a head for each column. */
function stagesOf(recorded, tick) {
  const { nodes, program } = recorded;
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
  const stages = first === undefined ? [] : [{ i: first, head: nameOf(recorded, first) }];
  for (const [i, inner] of own) {
    const head =
      inner === null ? headOf(recorded, i, stages, outside) : words(program.groups[inner].fn);
    const tail = nodes[i].shape.length === 0;
    stages.push({
      i,
      head: i === tick.out && nodes[i].name ? nameOf(recorded, i) : head,
      tail,
      sign: STEPS[nodes[i].op],
    });
  }
  return stages;
}

/** What an operation does to the column before it: "− max", "exp", "÷ Σ", "⊙ y". */
function headOf(recorded, i, stages, outside) {
  const node = recorded.nodes[i];
  if (node.in.length < 2) return STEPS[node.op] ?? node.op;
  const before = stages.map((stage) => stage.i);
  const other =
    node.in.find((j) => !before.includes(j) || recorded.nodes[j].shape.length === 0) ?? node.in[1];
  const what = outside(other) ? nameOf(recorded, other) : [STEPS[recorded.nodes[other].op] ?? ""];
  return [`${SIGNS[node.op] ?? node.op} `, ...what];
}

function barOf(board, i, e, target) {
  const { recorded } = board;
  const fill = make("i");
  const bar = make("span.u-bar", { "aria-hidden": "true" }, fill);
  bar.style.setProperty("--u-c", `var(--u-${recorded.role(i)})`);
  board.extras.push(() => {
    fill.style.width = `${Math.max(0, Math.min(100, 100 * recorded.values(i)[e]))}%`;
    bar.classList.toggle("u-right", target !== undefined && recorded.hot(target) === e);
  });
  return bar;
}
