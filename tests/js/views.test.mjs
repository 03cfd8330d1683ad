// node --test tests/js

import assert from "node:assert/strict";
import { test } from "node:test";

import { anatomy } from "../../lib/unrolled/widgets/engine/anatomy.js";
import { partner, spelled } from "../../lib/unrolled/widgets/engine/arithmetic.js";
import { Journey } from "../../lib/unrolled/widgets/engine/journey.js";
import { Recorded } from "../../lib/unrolled/widgets/engine/recorded.js";
import { ticksOf } from "../../lib/unrolled/widgets/engine/ticks.js";
import { long, percent, short } from "../../lib/unrolled/widgets/kit/numbers.js";
import { valueOf } from "../../lib/unrolled/widgets/views/address.js";
import { top } from "../../lib/unrolled/widgets/views/told.js";

/** Two steps of h = tanh(W @ x + h), as the recorder writes them. */
function program() {
  const places = [
    { fn: "m.step", line: 2, col: [8, 13], eq: "R1" },
    { fn: "m.step", line: 2, col: [8, 17], eq: "R1" },
    { fn: "m.squash", line: 6, col: [11, 20], eq: "R2" },
    { fn: "m.step", line: 3, col: [8, 17], eq: "R2" },
  ];
  const step = (x, h, base, t) => [
    { op: "matmul", in: [0, x], shape: [2], at: 0, t },
    { op: "add", in: [base, h], shape: [2], at: 1, t, name: "a" },
    { op: "tanh", in: [base + 1], shape: [2], at: 2, t, name: "h", group: t - 1 },
  ];
  const tanh = (v) => v.map(Math.tanh);
  const a1 = [0.5, 2];
  const h1 = tanh(a1);
  const a2 = [0.25 + h1[0], -1 + h1[1]];
  return {
    format: "unrolled-program/1",
    nodes: [
      { op: "leaf", name: "W", shape: [2, 2] },
      { op: "leaf", name: "h", t: 0, shape: [2] },
      { op: "leaf", name: "x", t: 1, shape: [2] },
      { op: "leaf", name: "x", t: 2, shape: [2] },
      ...step(2, 1, 4, 1),
      ...step(3, 6, 7, 2),
    ],
    values: [[0.5, 0.25, 2, -1], [0, 0], [1, 0], [0, 1], a1, a1, h1, [0.25, -1], a2, tanh(a2)],
    leaves: [
      { node: 0, name: "W", role: "parameter", min: -2, max: 2, step: 0.01 },
      { node: 1, name: "h", role: "state", t: 0, min: -2, max: 2, step: 0.01 },
      { node: 2, name: "x", role: "input", t: 1 },
      { node: 3, name: "x", role: "input", t: 2 },
    ],
    outputs: {},
    groups: [0, 1].map(() => ({ fn: "m.squash", at: 3, parent: null })),
    places,
    equations: { R1: "m.step:2", R2: "m.step:3" },
    lines: {
      "m.step:2": {
        target: [[4, 5, "a", true]],
        tokens: [
          [8, 9, "W", true],
          [8, 13, " ", false],
          [12, 13, "x", true],
          [8, 17, " + ", false],
          [16, 17, "h", true],
        ],
      },
      "m.step:3": {
        target: [[4, 5, "h", true]],
        tokens: [
          [8, 17, "squash(", false],
          [15, 16, "a", true],
          [8, 17, ")", false],
        ],
      },
    },
    sources: {
      "m.step": {
        line: 1,
        text: "def step(W, x, h):\n    a = W @ x + h\n    h = squash(a)\n    return h\n",
      },
    },
    symbols: {
      W: { glyph: "W", role: "input", words: "weights", axes: "HD", time: null },
      x: { glyph: "x", role: "input", words: "input", axes: "D" },
      a: { glyph: "a", role: "state", words: "pre-activation", axes: "H" },
      h: { glyph: "h", role: "state", words: "state", axes: "H" },
      h_prev: { glyph: "h", role: "state", words: "state before", axes: "H", time: -1 },
    },
    labels: { D: ["u", " "] },
  };
}

test("each step is read, then told equation by equation", () => {
  const ticks = ticksOf(program(), new Set());
  assert.deepEqual(
    ticks.map(({ kind, t, eq }) => [kind, t, eq]),
    [
      ["read", 1, "R1"],
      ["affine", 1, "R1"],
      ["call", 1, "R2"],
      ["read", 2, "R1"],
      ["affine", 2, "R1"],
      ["call", 2, "R2"],
    ],
  );
  assert.equal(ticks[1].code, "W @ x + h");
  assert.equal(ticks[2].code, "squash(a)");
});

test("an opened call shows its operations, all at once", () => {
  const ticks = ticksOf(program(), new Set(["m.squash"]));
  assert.deepEqual(
    ticks.filter((tick) => tick.open).map(({ kind, call }) => [kind, call]),
    [
      ["map", "m.squash"],
      ["map", "m.squash"],
    ],
  );
});

test("names are found with their step, and the step before for what comes from there", () => {
  const recorded = new Recorded(program());
  assert.equal(recorded.find("h", 2), 9);
  assert.equal(recorded.find("h_prev", 2), 6);
  assert.equal(recorded.find("h_prev", 1), 1);
  assert.equal(recorded.find("W", 2), 0);
  assert.equal(recorded.find("nothing", 1), undefined);
});

test("letters come from one-hot inputs, and white space is visible", () => {
  const recorded = new Recorded(program());
  assert.equal(recorded.letter("x", 1), "u");
  assert.equal(recorded.read(2), "u␣");
  recorded.edit(2, 1, 0.5);
  assert.equal(recorded.letter("x", 1), "");
});

test("the axes of an unnamed value follow from what it is made of", () => {
  const recorded = new Recorded(program());
  assert.equal(recorded.axes(4), "H");
  assert.equal(recorded.role(4), "input");
  assert.deepEqual(recorded.labelsOf(0, 1), ["u", "␣"]);
  assert.equal(recorded.labelsOf(0, 0), null);
});

test("an edit changes what depends on it, counts once, and can be undone", () => {
  const recorded = new Recorded(program());
  recorded.edit(0, 1, 1.25);
  assert.equal(recorded.changed(6, 0), false, "step 1 reads the other letter");
  assert.equal(recorded.changed(9, 0), true);
  assert.deepEqual(
    recorded.edits().map(({ index, value }) => [index, value]),
    [[1, 1.25]],
  );
  recorded.spell(2, 1);
  assert.deepEqual(
    recorded.edits().map(({ index, letter }) => [index, letter]),
    [
      [1, undefined],
      [1, "␣"],
    ],
  );
  recorded.reset();
  assert.deepEqual(recorded.edits(), []);
});

test("the graph has a row for each value and a weight on its edge", () => {
  const { rows, input, target, edges } = anatomy(new Recorded(program()));
  assert.deepEqual([rows, input, target], [["a", "h"], "x", null]);
  const drawn = edges.map(({ from, to, weight }) => `${from} → ${to} ${weight ?? ""}`.trim());
  assert.deepEqual(drawn.sort(), ["1 → 5", "2 → 5 W", "3 → 8 W", "5 → 6", "6 → 8", "8 → 9"]);
});

const text = (parts) =>
  parts
    .map((part) => ("raise" in part ? `^(${text(part.raise)})` : (part.sign ?? part.number)))
    .join(" ");

test("arithmetic writes out the operations of the tick, and numbers for the rest", () => {
  const recorded = new Recorded(program());
  assert.equal(text(spelled(recorded, 5, 1, new Set([4, 5]))), "2 · 1 + -1 · 0 + 0");
  assert.equal(text(spelled(recorded, 5, 1, new Set([5]))), "2 + 0");
  assert.equal(text(spelled(recorded, 6, 0, new Set([6]))), "tanh( 0.5 )");
});

test("operands meet as NumPy broadcasts them", () => {
  const nodes = [{ shape: [2, 3] }, { shape: [3] }, { shape: [2, 1] }, { shape: [] }];
  assert.deepEqual(
    [1, 2, 3].map((operand) => partner(nodes, 0, operand, 5)),
    [2, 1, 0],
  );
});

test("numbers are written short in cells and long in arithmetic", () => {
  assert.deepEqual(
    [0, 1, -1, 0.5, -0.00004, 123456.789, NaN, -Infinity].map((x) => short(x)),
    ["0", "1", "−1", "0.500", "−0.000", "1.2e+5", "NaN", "−∞"],
  );
  assert.deepEqual(
    [0, 0.84606, 1 / 3, -0.25, 1e-9, -0].map((x) => long(x)),
    ["0", "0.84606", "0.333333", "−0.25", "1.000e-9", "0"],
  );
  assert.equal(percent(0.4197), "42.0\u202f%");
});

test("the largest entry is the first of equals", () => {
  assert.equal(top([1, 3, 3]), 1);
});

// ---- the way back --------------------------------------------------------------------

/** The way back of y = w * x over two steps, with dw = 0 + d2 x2 + d1 x1. */
function backward() {
  const places = [
    { fn: "m.step", line: 2, col: [8, 13], eq: "E1" },
    { fn: "m.back", line: 6, col: [8, 19], eq: "E2" },
    { fn: "m.total", line: 9, col: [4, 20], eq: "E3" },
    { fn: "m.back", line: 7, col: [9, 20], eq: "E3" },
  ];
  const vector = { shape: [2] };
  return {
    format: "unrolled-program/1",
    nodes: [
      { op: "leaf", name: "W", shape: [2, 2] },
      { op: "leaf", name: "x", t: 1, ...vector },
      { op: "leaf", name: "x", t: 2, ...vector },
      { op: "matmul", in: [0, 1], at: 0, t: 1, name: "a", ...vector },
      { op: "matmul", in: [0, 2], at: 0, t: 2, name: "a", ...vector },
      { op: "multiply", in: [4, 4], at: 1, t: 2, name: "d", back: true, ...vector },
      { op: "multiply", in: [3, 3], at: 1, t: 1, name: "d", back: true, ...vector },
      { op: "const", shape: [], back: true },
      { op: "outer", in: [5, 2], at: 2, t: 2, group: 0, back: true, shape: [2, 2] },
      { op: "add", in: [7, 8], at: 2, t: 2, group: 0, back: true, shape: [2, 2] },
      { op: "outer", in: [6, 1], at: 2, t: 1, group: 0, back: true, shape: [2, 2] },
      { op: "add", in: [9, 10], at: 2, t: 1, group: 0, back: true, name: "dW", shape: [2, 2] },
      { op: "transpose", in: [0], attrs: { axes: [1, 0] }, at: 0, t: 2, back: true, shape: [2, 2] },
    ],
    values: [
      [1, 2, 3, 4],
      [1, 0],
      [0, 1],
      [1, 3],
      [2, 4],
      [4, 16],
      [1, 9],
      [0],
      [0, 4, 0, 16],
      [0, 4, 0, 16],
      [1, 0, 9, 0],
      [1, 4, 9, 16],
      [1, 3, 2, 4],
    ],
    leaves: [
      { node: 0, name: "W", role: "parameter", min: -2, max: 2, step: 0.01 },
      { node: 1, name: "x", role: "input", t: 1 },
      { node: 2, name: "x", role: "input", t: 2 },
    ],
    outputs: { dW: 11 },
    groups: [{ fn: "m.total", at: 3, parent: null }],
    places,
    equations: {},
    lines: {},
    sources: {},
    symbols: {
      W: { glyph: "W", role: "input", words: "weights", axes: "HD", time: null, gradient: "dW" },
      dW: { glyph: "dW", role: "gradient", words: "gradient of W", axes: "HD", time: null },
      x: { glyph: "x", role: "input", words: "input", axes: "D" },
      a: { glyph: "a", role: "state", words: "pre-activation", axes: "H", gradient: "d" },
      d: { glyph: "δ", role: "gradient", words: "error at a", axes: "H" },
    },
    labels: { D: ["u", "v"] },
  };
}

test("the way back goes from the last step to the first, each share when it is due", () => {
  const told = ticksOf(backward(), new Set()).filter((tick) => tick.back);
  assert.deepEqual(
    told.map(({ kind, t, nodes }) => [kind, t, nodes]),
    [
      ["entrywise", 2, [5]],
      ["share", 2, [8, 9]],
      ["step", 2, [12]],
      ["entrywise", 1, [6]],
      ["share", 1, [10, 11]],
    ],
  );
  assert.deepEqual(told[4].total, { name: "dW", sums: [9, 11], shares: [8, 10] });
});

test("a program without a way back has ticks of one direction only", () => {
  assert.ok(ticksOf(program(), new Set()).every((tick) => !tick.back));
  assert.equal(new Recorded(program()).goesBack, false);
});

test("each value knows its gradient, and each total its parameter", () => {
  const recorded = new Recorded(backward());
  assert.deepEqual(
    [...recorded.gradients],
    [
      [0, 11],
      [3, 6],
      [4, 5],
    ],
  );
  assert.equal(recorded.weightOf(recorded.totals.get(9)), "W");
  assert.deepEqual(
    [5, 8, 9, 12].map((i) => [recorded.role(i), recorded.axes(i)]),
    [
      ["gradient", "H"],
      ["gradient", "HD"],
      ["gradient", "HD"],
      ["input", "DH"],
    ],
  );
  assert.equal(recorded.placeOf(11, 3), "row 2, column v");
});

test("an entry of a transpose is an entry of the leaf", () => {
  const recorded = new Recorded(backward());
  assert.deepEqual(
    [0, 1, 2, 3].map((e) => recorded.source(12, e).e),
    [0, 2, 1, 3],
  );
  recorded.edit(0, 2, 7);
  assert.equal(recorded.edited(12, 1), true);
  assert.equal(recorded.edited(12, 2), false);
});

test("the other direction is found by edge, by share and by gradient", () => {
  const recorded = new Recorded(backward());
  const journey = new Journey(recorded, anatomy(recorded).edges, []);
  const where = (n) => journey.ticks[n].nodes.at(-1) ?? journey.ticks[n].out;
  const pairs = journey.ticks.map((_, n) => [where(n), where(journey.other(n))]);
  assert.deepEqual(pairs, [
    [1, 6], // nothing crosses the edge from x, so the step's first tick
    [3, 6],
    [2, 5],
    [4, 5],
    [5, 4],
    [9, 4], // the share of W belongs to its use
    [12, 4],
    [6, 3],
    [11, 3],
  ]);
  assert.equal(journey.letter(4, 1), 7);
  assert.equal(journey.letter(7, -1), 4);
});

test("a square and a share are spelled out", () => {
  const recorded = new Recorded(backward());
  assert.equal(text(spelled(recorded, 5, 1, new Set([5]))), "4 ^(2)");
  assert.equal(text(spelled(recorded, 11, 2, new Set([10, 11]))), "0 + 9 · 1");
});

test("a value is found by its name and its step, also where the name ends in a digit", () => {
  const nodes = [
    { name: "W1" },
    { name: "h", t: 2 },
    { name: "h1", t: 2 },
    { name: "a", t: 12 },
    { name: "a1", t: 2 },
  ];
  const found = ["W1", "h2", "h12", "a12", "h3", "12", ""].map((at) => valueOf({ nodes }, at));
  assert.deepEqual(found, [0, 1, 2, 3, -1, -1, -1]);
});
