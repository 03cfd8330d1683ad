/** A program by the names of its values. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Named } from "../../lib/unrolled/widgets/engine/named.js";
import { FORMAT } from "../../lib/unrolled/widgets/engine/replay.js";

/** Two steps of h = w · x, and a training step for w. */
function program() {
  const leaf = (name, t) => ({ op: "leaf", name, shape: [], ...(t ? { t } : {}) });
  const times = (x, t) => ({ op: "multiply", in: [0, x], shape: [], name: "h", t });
  return {
    format: FORMAT,
    nodes: [
      leaf("w"),
      leaf("x", 1),
      leaf("x", 2),
      times(1, 1),
      times(2, 2),
      { op: "add", in: [3, 4], shape: [] },
      { op: "subtract", in: [0, 5], shape: [] },
    ],
    values: [[2], [3], [5], [6], [10], [16], [-14]],
    leaves: [
      { node: 0, name: "w", role: "parameter" },
      { node: 1, name: "x", role: "input", t: 1 },
      { node: 2, name: "x", role: "input", t: 2 },
    ],
    outputs: { L: 5, w_next: 6 },
    labels: { D: ["a", " "] },
    roles: { state: "h", total: "L", probs: "p" },
  };
}

test("a value is found by its name and step, and what has no step at each of them", () => {
  const named = new Named(program());
  assert.equal(named.find("h", 2), 4);
  assert.equal(named.find("w", 2), 0);
  assert.equal(named.find("L"), 5);
  assert.equal(named.find("h", 3), undefined);
  assert.equal(named.node(3), 3);
  assert.throws(() => named.node("h", 3), /no value called h at step 3/);
  assert.throws(() => named.node("q"), /no value called q\.$/);
  assert.deepEqual([named.value("h", 1), named.value("L")], [6, 16]);
  assert.deepEqual(named.shape("h", 1), []);
});

test("roles say what a value is called", () => {
  const named = new Named(program());
  assert.equal(named.called("state"), "h");
  assert.equal(named.findRole("state", 2), 4);
  assert.equal(named.findRole("total"), 5);
  assert.equal(named.findRole("target", 1), undefined); // the program names none
  assert.equal(named.findRole("probs", 1), undefined); // named, but not there
  assert.deepEqual(
    named.leavesOf("input").map(({ node }) => node),
    [1, 2],
  );
});

test("leaves are set by name, and what was recorded stays", () => {
  const named = new Named(program());
  named.set({ w: 1 });
  assert.deepEqual([named.value("h", 2), named.value("L")], [5, 8]);
  assert.deepEqual([...named.recorded("L")], [16]);
  assert.throws(() => named.set({ L: 1 }), /no leaf called L/);
  assert.equal(named.findLeaf("x", 2), 2);
  assert.equal(named.findLeaf("L"), undefined);
});

test("what a training step feeds back", () => {
  const named = new Named(program());
  assert.deepEqual(named.fed, [[6, 0]]);
  assert.deepEqual([named.labels.D, named.steps], [["a", "␣"], 2]);
});
