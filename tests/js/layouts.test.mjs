/** Where crowded values stand, the ways between them, dials, and equations in pairs. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { sector } from "../../lib/unrolled/widgets/kit/dial.js";
import { isCrowded, placesOf } from "../../lib/unrolled/widgets/views/graph/places.js";
import { bent } from "../../lib/unrolled/widgets/views/graph/routes.js";
import { compared } from "../../lib/unrolled/widgets/what_is_new/comparison.js";

const ROWS = [
  [
    ["i", "a_i"],
    ["o", "a_o"],
  ],
  [
    ["f", "a_f"],
    ["g", "a_C"],
  ],
  [["C"]],
  [["h"]],
];
const asked = { rows: ROWS, count: () => 3, belts: ["C"], spacing: 96, pitch: 50, most: 12 };

test("a plain cell is not crowded", () => {
  assert.equal(isCrowded([[["a"]], [["h"]]]), false);
  assert.equal(isCrowded(ROWS), true);
});

test("every value has a place, and no two overlap", () => {
  for (const spacing of [72, 96, 130])
    for (const size of [1, 3, 6]) {
      const { spots, floor } = placesOf({ ...asked, spacing, count: () => size });
      assert.deepEqual([...spots.keys()].sort(), ROWS.flat(2).sort());
      const boxes = [...spots.values()];
      for (const [n, a] of boxes.entries())
        for (const b of boxes.slice(n + 1)) {
          const beside = Math.abs(a.dx - b.dx) >= (a.wide + b.wide) / 2 - 1e-9;
          const above = Math.abs(a.y - b.y) >= (a.high + b.high) / 2 - 1e-9;
          assert.ok(beside || above);
        }
      for (const { dx, wide, y, high, crowded } of boxes) {
        if (crowded) assert.ok(Math.abs(dx) + wide / 2 <= spacing / 2);
        assert.ok(y + high / 2 < floor - 15);
      }
    }
});

test("a bent line goes through its ends", () => {
  const path = bent([
    [0, 0],
    [0, 10],
    [20, 10],
  ]);
  assert.ok(path.startsWith("M0 0") && path.endsWith("L20 10"));
  assert.ok(path.includes("Q0 10"));
});

test("a dial is empty at 0, full at 1, and half at a half", () => {
  assert.equal(sector(0, 0, 5, 0), "");
  assert.equal(sector(0, 0, 5, -1), "");
  assert.equal(sector(0, 0, 5, NaN), "");
  assert.ok(sector(0, 0, 5, 1).endsWith("z"));
  assert.ok(sector(0, 0, 5, 0.5).includes("0.00 5.00"));
  assert.ok(sector(0, 0, 5, 0.75).includes("0 1 1 -5.00"));
});

const program = (parts, texts) => ({
  layout: { parts },
  symbols: Object.fromEntries(
    ["a", "a_i", "i", "h", "W", "W_i"].map((name) => [name, { glyph: name[0] }]),
  ),
  equations: Object.fromEntries(texts.map((_, n) => [`Q${n}`, `f:${n}`])),
  lines: Object.fromEntries(
    texts.map(([name, ...tokens], n) => [
      `f:${n}`,
      { target: [[0, 1, name, true]], tokens: tokens.map((one) => [0, 1, one, /^\w+$/.test(one)]) },
    ]),
  ),
});

test("equations are paired by their part and their form", () => {
  const before = program({ a: "p", h: "s" }, [
    ["a", "W", " x"],
    ["h", "tanh(", "a", ")"],
  ]);
  const after = program({ a_i: "p", i: "g", h: "s" }, [
    ["a_i", "W_i", " x"],
    ["i", "sigmoid(", "a_i", ")"],
    ["h", "i", " ⊙ ", "a_i"],
  ]);
  const marks = (a, b) =>
    compared(a, b, ["g", "p", "s"]).map(({ mark, before: x, after: y }) => [
      mark,
      x?.name,
      y?.name,
    ]);
  assert.deepEqual(marks(before, after), [
    ["new", undefined, "i"],
    ["same", "a", "a_i"],
    ["changed", "h", "h"],
  ]);
  assert.deepEqual(marks(after, before), [
    ["gone", "i", undefined],
    ["same", "a_i", "a"],
    ["changed", "h", "h"],
  ]);
  assert.ok(marks(after, after).every(([mark]) => mark === "same"));
});
