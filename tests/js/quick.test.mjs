/** A quick run: which values it brings up to date, and zeros with their signs. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { quickRun } from "../../lib/unrolled/widgets/engine/quick.js";
import { FORMAT, Replay } from "../../lib/unrolled/widgets/engine/replay.js";

/** y = W x, z = tanh(y), s = 0 + u x⊤; recorded results are left at zero. */
const program = (W, x) => ({
  format: FORMAT,
  nodes: [
    { op: "leaf", name: "W", shape: [2, 2] },
    { op: "leaf", name: "x", shape: [2] },
    { op: "matmul", in: [0, 1], shape: [2] },
    { op: "tanh", in: [2], shape: [2] },
    { op: "const", shape: [] },
    { op: "outer", in: [2, 1], shape: [2, 2] },
    { op: "add", in: [4, 5], shape: [2, 2] },
  ],
  values: [W, x, [0, 0], [0, 0], [0], [0, 0, 0, 0], [0, 0, 0, 0]],
});

const both = (W, x, results) => {
  const [plain, quick] = [new Replay(program(W, x)), new Replay(program(W, x))];
  plain.run();
  quickRun(quick, results)();
  return results.map((i) => [quick.values[i], plain.values[i]]);
};

test("zeros have the signs that sums give them", () => {
  for (const x of [
    [1, 0],
    [-1, 0],
    [0, -0],
    [1, 1],
  ])
    for (const [got, expected] of both([-0, 1, 0, -2], x, [2, 6])) assert.deepEqual(got, expected);
});

test("what is not finite is multiplied by zero, and is no number then", () => {
  const [[y, expected]] = both([1, Infinity, 2, 3], [1, 0], [2]);
  assert.deepEqual(y, expected);
  assert.ok(Number.isNaN(y[0]) && y[1] === 2);
});

test("only what leads to a result runs", () => {
  const replay = new Replay(program([1, 2, 3, 4], [1, 0]));
  quickRun(replay, [6])();
  assert.deepEqual([...replay.values[6]], [1, 0, 3, 0]);
  assert.deepEqual([...replay.values[3]], [0, 0]);
  assert.deepEqual([...replay.values[5]], [0, 0, 0, 0]);
  replay.run();
  assert.deepEqual([...replay.values[5]], [1, 0, 3, 0]);
  assert.equal(replay.values[3][1], Math.tanh(3));
});
