// A call as a table: each column is what was done to the one before it.

import { make } from "../kit/dom.js";
import { doing, nameOf, SIGNS, STEPS, words } from "./typeset.js";

/**
 * @param {import("./board.js").Board} board
 * @param {import("../engine/ticks.js").Tick} tick
 */
export function callTable(board, tick) {
  const { recorded } = board;
  const { nodes } = recorded;
  const stages = stagesOf(recorded, tick);
  const columns = stages.filter((stage) => nodes[stage.i].shape.length === 1);
  const sizes = new Set(columns.map(({ i }) => recorded.values(i).length));
  if (sizes.size !== 1) return board.operands(tick);
  const table = tableOf(board, tick, columns);
  const line = board.line(table, nodes[tick.out].shape.length ? [] : total(board, tick, stages));
  line.classList.add("u-tabled");
  return [line];
}

/** The table: a row for each entry, with a bar where the call gives probabilities. */
function tableOf(board, tick, columns) {
  const { recorded } = board;
  const { out } = tick;
  const labels = recorded.labelsOf(columns[0].i, 0);
  const target = labels ? recorded.findRole("target", tick.t) : undefined;
  const scalar = recorded.nodes[out].shape.length === 0;
  const bars = !scalar && [...recorded.replay.recorded(out)].every((x) => x >= 0 && x <= 1);
  const follow = scalar && target !== undefined ? Math.max(0, recorded.hot(target)) : board.entry;
  const table = make("div.u-table", {});
  table.style.gridTemplateColumns = `1.6em repeat(${columns.length}, auto)${bars ? " minmax(3em, 9em)" : ""}`;
  const heads = columns.map(({ head }) => make("span.u-stage", {}, head));
  table.append(make("span", {}), ...heads, ...(bars ? [make("span", {})] : []));
  for (const e of recorded.values(columns[0].i).keys()) {
    const letter = labels?.[e] ?? String(e + 1);
    table.append(make(`span.u-letter${e === follow ? ".u-on" : ""}`, {}, letter));
    table.append(...rowOf(board, out, columns, e, follow));
    if (bars) table.append(barOf(board, out, e, target));
  }
  return table;
}

/** The cells of an entry, the first of all a tab stop. */
function rowOf(board, out, columns, e, follow) {
  const row = columns.map(({ i }) =>
    board.cell(i, e, { run: e === follow && i !== out, chosen: i === out && e === board.entry }),
  );
  row[0].tabIndex = e ? -1 : 0;
  return row;
}

/** What becomes of the table where the call gives one number. */
function total(board, { out }, stages) {
  const tail = stages.filter((stage) => stage.tail).map((stage) => stage.sign);
  const grid = board.grid(out, () => ({ chosen: true }));
  return [board.sign(tail.reverse().join(" ") || "→"), board.block(out, grid)];
}

/** What a call does, one stage after the other, with a head for each column. */
function stagesOf(recorded, tick) {
  const { nodes, program } = recorded;
  const outside = (i) => nodes[i].op !== "const" && !tick.nodes.includes(i);
  const first = tick.nodes
    .flatMap((i) => nodes[i].in)
    .find((i) => outside(i) && nodes[i].shape.length === 1);
  /** @type {{i: number, head: any, tail?: boolean, sign?: string}[]} */
  const stages = first === undefined ? [] : [{ i: first, head: nameOf(recorded, first) }];
  for (const [i, inner] of operationsOf(recorded, tick)) {
    const named = i === tick.out && nodes[i].name;
    const head =
      inner === null ? headOf(recorded, i, stages, outside) : words(program.groups[inner].fn);
    stages.push({
      i,
      head: named ? nameOf(recorded, i) : head,
      tail: nodes[i].shape.length === 0,
      sign: STEPS[nodes[i].op],
    });
  }
  return stages;
}

/** A call's own operations and, of a call inside it, the last one with that call. */
function operationsOf({ nodes, program }, tick) {
  const group =
    tick.nodes.map((i) => nodes[i].group).find((g) => g === tick.group) ?? nodes[tick.out].group;
  const own = new Map();
  for (const i of tick.nodes) {
    const inner = within(program.groups, nodes[i].group, group);
    const before = [...own].find(([, one]) => inner !== null && one === inner);
    if (before) own.delete(before[0]);
    own.set(i, inner);
  }
  return own;
}

/** The call right inside of `group` that a call belongs to; null for `group` itself. */
function within(groups, call, group) {
  if (call === group) return null;
  let inner = call;
  while (groups[inner].parent !== group && groups[inner].parent !== null)
    inner = groups[inner].parent;
  return inner;
}

/** What an operation does to the column before it: "− max", "exp", "÷ Σ", "½ · a". */
function headOf(recorded, i, stages, outside) {
  const node = recorded.nodes[i];
  const alone = node.in.length < 2 || node.in.some((j) => recorded.nodes[j].op === "const");
  if (alone) return doing(recorded, i);
  const before = stages.map((stage) => stage.i);
  const other =
    node.in.find((j) => !before.includes(j) || recorded.nodes[j].shape.length === 0) ?? node.in[1];
  const step = STEPS[recorded.nodes[other].op];
  const what = outside(other) || !step ? nameOf(recorded, other) : [step];
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
