/** A widget's state as fields of the address. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  changesInWords,
  flag,
  number,
  oneOf,
  State,
} from "../../lib/unrolled/widgets/kit/address.js";

const schema = () => ({
  radius: number({ start: 0.9, min: 0, max: 2 }),
  unit: number({ start: 1, min: 1, max: 3, whole: true }),
  view: oneOf("plane", ["plane", "cliff"]),
  clip: flag(false),
  at: { ...number({ start: 0, min: 0, whole: true }), place: true },
});

test("a state begins as declared and writes nothing", () => {
  const state = new State(schema());
  assert.deepEqual(state.values, { radius: 0.9, unit: 1, view: "plane", clip: false, at: 0 });
  assert.deepEqual(Object.values(state.written()), ["", "", "", "", ""]);
  assert.equal(state.changes(), 0);
});

test("what a link asks for is taken where it fits, and written as it was read", () => {
  const asked = { radius: "1.5", unit: "2", view: "cliff", clip: "1", at: "7" };
  const state = new State(schema(), asked);
  assert.deepEqual(state.values, { radius: 1.5, unit: 2, view: "cliff", clip: true, at: 7 });
  assert.deepEqual(state.written(), asked);
});

test("what does not fit is left out", () => {
  const asked = { radius: "3", unit: "1.5", view: "moon", clip: "yes", at: "-1", other: "1" };
  assert.deepEqual(new State(schema(), asked).differing(), []);
  for (const radius of ["", " ", "NaN", "-Infinity", "0,5", "1e400"])
    assert.equal(new State(schema(), { radius }).values.radius, 0.9, radius);
});

test("changes are counted, places are not, and all of them are reset", () => {
  const state = new State(schema());
  state.set({ radius: 0, clip: true, at: 3 });
  assert.deepEqual(state.differing(), ["radius", "clip", "at"]);
  assert.equal(state.changes(), 2);
  state.set({ radius: 0.9 });
  assert.equal(state.changes(), 1);
  state.reset();
  assert.deepEqual(state.written(), new State(schema()).written());
});

test("a value may be kept elsewhere, and consist of several changes", () => {
  let edits = "";
  const set = {
    start: "",
    read: (text) => text,
    get: () => edits,
    set: (text) => (edits = text),
    count: (text) => text.split(",").length,
  };
  const state = new State({ set }, { set: "U:0:1,x1:2" });
  assert.equal(edits, "U:0:1,x1:2");
  assert.equal(state.changes(), 2);
  assert.deepEqual(state.written(), { set: "U:0:1,x1:2" });
  state.reset();
  assert.equal(edits, "");
});

test("what stays is restored and written, and not reset", () => {
  const state = new State({ at: { ...number({ start: 0 }), stays: true } }, { at: "3" });
  state.reset();
  assert.deepEqual(state.written(), { at: "3" });
});

test("the count of changes is said the same everywhere", () => {
  assert.deepEqual([1, 2].map(changesInWords), ["1 change", "2 changes"]);
});
