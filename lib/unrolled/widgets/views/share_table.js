// A share of a sum over the steps: the product of two vectors as a table, the sum so far,
// and all shares in small, those still to come among them.

import { make } from "../kit/dom.js";
import { tint } from "../kit/tint.js";
import { nameOf, symbol } from "./typeset.js";

const MOST = 8; // shares that are shown; of more, only this one and the sum

/**
 * @param {import("./board.js").Board} board
 * @param {import("../engine/ticks.js").Tick} tick
 */
export function shareTable(board, tick) {
  const { recorded } = board;
  const { total, out } = tick;
  const share = recorded.nodes[out].in[1];
  const outer = recorded.nodes[share].op === "outer" && recorded.nodes[share].shape.length === 2;
  if (!outer) return vectors(board, tick);
  const caption = make("span.u-word", {}, nameOf(recorded, share), ", this step’s share");
  const table = times(board, share);
  const heads = recorded.labelsOf(out, 1);
  const letters = heads && board.heads(heads, board.entry % heads.length);
  const grid = board.grid(out, (e) => ({ chosen: e === board.entry }));
  const sum = board.block(out, grid, make("span.u-word", {}, "sum so far"), letters);
  const left = make("div.u-block.u-shares", {}, make("div.u-caption", {}, caption), table);
  const line = board.line(left, make("div.u-so-far", {}, sum));
  line.classList.add("u-tight-line");
  return total.shares.length > MOST ? [line] : [line, minis(board, tick)];
}

/** A multiplication table: one vector down, the other across. */
function times(board, share) {
  const { recorded, entry } = board;
  const [down, across] = recorded.nodes[share].in;
  const columns = recorded.values(across).length;
  const [row, column] = [Math.floor(entry / columns), entry % columns];
  const labels = recorded.labelsOf(down, 0);
  const tops = recorded.labelsOf(across, 0);
  const letter = (text, on) =>
    make(`span.u-letter${on ? ".u-on" : ""}`, { "aria-hidden": "true" }, text ?? "");
  const cells = [...recorded.values(across).keys()].map((e) =>
    board.cell(across, e, { run: e === column }),
  );
  const body = [...recorded.values(down).keys()].flatMap((r) => [
    ...(labels ? [letter(labels[r], r === row)] : []),
    board.cell(down, r, { run: r === row }),
    ...cells.map((_, c) => board.cell(share, r * columns + c, { run: r === row && c === column })),
  ]);
  const table = make(
    "div.u-times",
    { role: "group", "aria-label": "this step’s share", "data-columns": columns + 1 },
    ...(tops
      ? [make("span", {}), labels && make("span", {}), tops.map((l, e) => letter(l, e === column))]
      : []),
    make("span", {}),
    labels ? make("span", {}) : null,
    cells,
    body,
  );
  cells[0].tabIndex = 0;
  table.style.gridTemplateColumns = `${labels ? "1.2em " : ""}repeat(${columns + 1}, auto)`;
  return table;
}

/** All shares in small: those added, this one, those to come; and what they add up to. */
function minis(board, tick) {
  const { recorded } = board;
  const { total, out } = tick;
  const now = total.sums.indexOf(out);
  const one = (i, done, words, current = false) => {
    const columns = recorded.nodes[i].shape.at(-1);
    const dots = [...recorded.values(i).keys()].map(() => make("i"));
    const grid = make("span.u-mini-grid", {}, dots);
    grid.style.gridTemplateColumns = `repeat(${columns}, auto)`;
    if (done)
      board.extras.push(() => {
        const values = recorded.values(i);
        for (const [e, dot] of dots.entries()) {
          dot.style.background = tint(values[e], "gradient", 92);
          dot.classList.toggle("u-negative", values[e] < 0);
        }
      });
    return make(
      `span.u-small${done ? "" : ".u-due"}${current ? ".u-now" : ""}`,
      {},
      grid,
      make("span", {}, words),
    );
  };
  const shares = total.shares.flatMap((i, n) => {
    const { t } = recorded.nodes[i];
    const letter = recorded.letterRead(t);
    return [n ? "+" : null, one(i, n <= now, [letter, make("sub", {}, t)], n === now)];
  });
  return make(
    "div.u-minis",
    { "aria-hidden": "true" },
    make("span", {}, symbol(recorded, total.name, null), " ="),
    shares,
    "=",
    one(out, true, "sum"),
  );
}

/** Shares that are vectors: one beside the other, dots for those to come. */
function vectors(board, tick) {
  const { recorded } = board;
  const { total, out } = tick;
  const now = total.sums.indexOf(out);
  const all = total.shares.length <= MOST - 2 ? total.shares : [total.shares[now]];
  const before = all.length < total.shares.length && now ? [total.sums[now - 1]] : [];
  const future = (i) => {
    const dots = [...recorded.values(i).keys()].map(() => make("span.u-cell.u-zero", {}, "·"));
    return board.block(i, make("div.u-grid", { "aria-hidden": "true" }, dots));
  };
  const shown = [...before, ...all].flatMap((i, n) => [
    n ? board.sign("+") : null,
    total.shares.indexOf(i) > now ? future(i) : board.vector(i, board.entry),
  ]);
  return [board.line(board.lettersOf(out), shown, board.sign("="), board.result(out))];
}
