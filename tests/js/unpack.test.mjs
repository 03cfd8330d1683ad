/** A packed program once it is open: what was recorded, whatever has been edited. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { FORMAT, Replay } from "../../lib/unrolled/widgets/engine/replay.js";

/** y = x · x, z = y + 1. */
const page = (sums = [14 + 17]) => ({
  format: FORMAT,
  nodes: {
    kinds: [
      { op: "leaf", name: "x", shape: [3] },
      { op: "const", shape: [] },
      { op: "multiply", shape: [3], in: 2 },
      { op: "add", shape: [3], name: "z", in: 2 },
    ],
    kind: [0, 1, 2, 3],
    in: [-1, -1, 1, -2],
    t: [null, 4],
    group: [null, null, 0, null],
  },
  values: [[1, 2, 3], [1]],
  sums,
  leaves: [],
  outputs: {},
});

test("it is written out again", () => {
  const { nodes, values } = new Replay(page());
  assert.deepEqual(nodes[2], { op: "multiply", shape: [3], in: [0, 0], group: 0 });
  assert.deepEqual(nodes[3], { op: "add", shape: [3], name: "z", in: [2, 1] });
  assert.deepEqual([...values[3]], [2, 5, 10]);
});

test("what was recorded is known after edits, and they stay", () => {
  const replay = new Replay(page());
  replay.set(0, [2, 2, 2]);
  replay.update();
  assert.deepEqual([...replay.recorded(3)], [2, 5, 10]);
  assert.deepEqual([...replay.values[3]], [5, 5, 5]);
  assert.deepEqual([...replay.values[0]], [2, 2, 2]);
});

test("all goes back, whether anyone has asked for what was recorded or not", () => {
  for (const asks of [false, true]) {
    const replay = new Replay(page());
    if (asks) replay.recorded(2);
    replay.set(0, [0, 0, 7]);
    replay.update();
    replay.reset();
    assert.deepEqual([...replay.values[0]], [1, 2, 3]);
    assert.deepEqual([...replay.values[3]], [2, 5, 10]);
    assert.equal(replay.update(), 0);
  }
});

test("other sums are an error that names the step", () => {
  assert.throws(() => new Replay(page([31.001])), /at step none they add up to 31, not to 31.001/);
  assert.throws(() => new Replay(page([])), /other numbers/);
});
