/** Every primitive of the replay against hand-known results, and the replay itself. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { FORMAT, Replay, revive } from "../../lib/unrolled/widgets/engine/replay.js";
import { primitive } from "../../lib/unrolled/widgets/engine/scalars.js";
import { size } from "../../lib/unrolled/widgets/engine/shapes.js";

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Shape of nested lists. */
const shapeOf = (x) => (Array.isArray(x) ? [x.length, ...(x.length ? shapeOf(x[0]) : [])] : []);
const flat = (x) => [x].flat(Infinity);
const blank = (shape) => new Array(size(shape)).fill(0);

/** A program of one operation on leaves; its recorded result is left at zero. */
function single(op, inputs, shape, attrs) {
  const leaves = inputs.map((x) => ({ op: "leaf", shape: shapeOf(x) }));
  const node = { op, in: inputs.map((_, i) => i), attrs, shape };
  const values = [...inputs.map(flat), blank(shape)];
  return { format: FORMAT, nodes: [...leaves, node], values };
}

function compute(op, inputs, shape, attrs) {
  const replay = new Replay(single(op, inputs, shape, attrs));
  replay.run();
  return Array.from(replay.values.at(-1));
}

/** Equal entry by entry, NaN equal to NaN, 0 different from -0, one unit of rounding free. */
function assertEqual(actual, expected, what) {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((x, i) => {
    const y = expected[i];
    const near = Math.abs(x - y) <= 4e-16 * Math.abs(y) && y !== 0;
    assert.ok(Object.is(x, y) || near, `${what}[${i}]: ${x}, expected ${y}`);
  });
}

function check(op, cases) {
  test(op, () => {
    for (const [inputs, expected, attrs, shape = shapeOf(expected)] of cases) {
      const what = `${op}(${JSON.stringify(inputs)}, ${JSON.stringify(attrs ?? {})})`;
      assertEqual(compute(op, inputs, shape, attrs), flat(expected), what);
    }
  });
}

// ---------------------------------------------------------------- one number to one number

const unary = {
  negative: [
    [1, -2, 0, -0, nan, inf],
    [-1, 2, -0, 0, nan, -inf],
  ],
  absolute: [
    [1, -2, -0, nan, -inf],
    [1, 2, 0, nan, inf],
  ],
  sign: [
    [3, -2, 0, -0, nan, -inf],
    [1, -1, 0, 0, nan, -1],
  ],
  exp: [
    [0, 1, -inf, inf, nan, 710],
    [1, Math.E, 0, inf, nan, inf],
  ],
  expm1: [
    [0, -0, 1e-20, -inf, nan],
    [0, -0, 1e-20, -1, nan],
  ],
  log: [
    [1, Math.E, 0, -1, inf, nan],
    [0, 1, -inf, nan, inf, nan],
  ],
  log1p: [
    [0, -0, 1e-20, -1, -2],
    [0, -0, 1e-20, -inf, nan],
  ],
  tanh: [
    [0, -0, 100, -inf, nan],
    [0, -0, 1, -1, nan],
  ],
  sinh: [
    [0, -0, -inf, nan],
    [0, -0, -inf, nan],
  ],
  cosh: [
    [0, -inf, nan],
    [1, inf, nan],
  ],
  sin: [
    [0, -0, Math.PI / 2, inf, nan],
    [0, -0, 1, nan, nan],
  ],
  cos: [
    [0, Math.PI, inf, nan],
    [1, -1, nan, nan],
  ],
  sqrt: [
    [4, 0, -0, -1, inf, nan],
    [2, 0, -0, nan, inf, nan],
  ],
  square: [
    [-3, -0, 1e200, nan],
    [9, 0, inf, nan],
  ],
  reciprocal: [
    [4, 0, -0, -inf, nan],
    [0.25, inf, -inf, -0, nan],
  ],
  floor: [
    [1.5, -1.5, -0, inf, nan],
    [1, -2, -0, inf, nan],
  ],
  ceil: [
    [1.5, -0.5, 2, -inf, nan],
    [2, -0, 2, -inf, nan],
  ],
  logical_not: [
    [0, -0, 2, nan, inf],
    [1, 1, 0, 0, 0],
  ],
  isnan: [
    [0, nan, inf],
    [0, 1, 0],
  ],
  isfinite: [
    [0, nan, inf, -inf, 1e308],
    [1, 0, 0, 0, 1],
  ],
  isinf: [
    [0, nan, inf, -inf],
    [0, 0, 1, 1],
  ],
};
for (const [op, [x, expected]] of Object.entries(unary)) check(op, [[[x], expected]]);

// ---------------------------------------------------------------- two numbers to one number

const binary = {
  add: [
    [1, -0, inf, 1e308],
    [2, -0, -inf, 1e308],
    [3, -0, nan, inf],
  ],
  subtract: [
    [1, -0, inf],
    [2, 0, inf],
    [-1, -0, nan],
  ],
  multiply: [
    [2, -0, 0],
    [-3, 5, inf],
    [-6, -0, nan],
  ],
  divide: [
    [1, 1, -1, 0, nan],
    [4, 0, 0, 0, 1],
    [0.25, inf, -inf, nan, nan],
  ],
  power: [
    [1, nan, 1, 1, -1, -1, -8, -0, 2, 0, nan],
    [nan, 0, inf, -inf, inf, -inf, 1 / 3, -3, nan, nan, 1],
    [1, 1, 1, 1, 1, 1, nan, -inf, nan, nan, nan],
  ],
  maximum: [
    [1, nan, 1, -inf],
    [2, 1, nan, inf],
    [2, nan, nan, inf],
  ],
  minimum: [
    [1, nan, 1, -inf],
    [2, 1, nan, inf],
    [1, nan, nan, -inf],
  ],
  greater: [
    [2, 1, 1, nan, 0],
    [1, 1, 2, 1, -0],
    [1, 0, 0, 0, 0],
  ],
  greater_equal: [
    [2, 1, 1, nan, 0],
    [1, 1, 2, nan, -0],
    [1, 1, 0, 0, 1],
  ],
  less: [
    [2, 1, 1, nan, 0],
    [1, 1, 2, 1, -0],
    [0, 0, 1, 0, 0],
  ],
  less_equal: [
    [2, 1, 1, nan, 0],
    [1, 1, 2, nan, -0],
    [0, 1, 1, 0, 1],
  ],
  equal: [
    [2, 1, nan, 0, inf],
    [1, 1, nan, -0, inf],
    [0, 1, 0, 1, 1],
  ],
  not_equal: [
    [2, 1, nan, 0, inf],
    [1, 1, nan, -0, inf],
    [1, 0, 1, 0, 0],
  ],
  logical_and: [
    [1, 1, nan, 0, -0],
    [0, 2, nan, 0, 1],
    [0, 1, 1, 0, 0],
  ],
  logical_or: [
    [1, 0, nan, 0, -0],
    [0, 2, 0, 0, 1],
    [1, 1, 1, 0, 1],
  ],
};
for (const [op, [x, y, expected]] of Object.entries(binary)) check(op, [[[x, y], expected]]);

check("where", [
  [
    [
      [1, 0, nan, -0],
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
    [1, 6, 3, 8],
  ],
  [
    [[[1], [0]], [1, 2], 9],
    [
      [1, 2],
      [9, 9],
    ],
  ],
]);

test("broadcasting of operands", () => {
  const column = [[1], [2]];
  const row = [10, 20, 30];
  assertEqual(compute("add", [column, row], [2, 3]), [11, 21, 31, 12, 22, 32], "column + row");
  assertEqual(compute("subtract", [1, row], [3]), [-9, -19, -29], "number - row");
  assertEqual(compute("add", [[[[1]]], 2], [1, 1, 1]), [3], "rank 3 + number");
  assertEqual(
    compute(
      "add",
      [
        [[1], [2]],
        [[[1, 2]], [[3, 4]]],
      ],
      [2, 2, 2],
    ),
    [2, 3, 3, 4, 4, 5, 5, 6],
    "rank 2 + rank 3",
  );
  assertEqual(compute("add", [[], [1]], [0]), [], "empty + number");
});

// ---------------------------------------------------------------- shape and place

const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];

check("transpose", [
  [
    [matrix],
    [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
    { axes: [1, 0] },
  ],
  [[[[[1, 2]], [[3, 4]]]], [[[1, 3]], [[2, 4]]], { axes: [2, 1, 0] }],
  [
    [[[[1, 2]], [[3, 4]]]],
    [
      [
        [1, 3],
        [2, 4],
      ],
    ],
    { axes: [1, 2, 0] },
  ],
]);
check("reshape", [
  [
    [matrix],
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ],
  [[[[7]]], 7],
  [[-0], [[-0]]],
]);
check("broadcast", [
  [
    [[1, 2]],
    [
      [1, 2],
      [1, 2],
    ],
  ],
  [
    [[[1], [2]]],
    [
      [1, 1, 1],
      [2, 2, 2],
    ],
  ],
  [[5], [5, 5]],
]);
const all = (n) => ({ start: 0, stop: n, step: 1 });
const cube = [0, 1].map((i) => [0, 1, 2].map((j) => [0, 1, 2, 3].map((k) => 100 * i + 10 * j + k)));
check("index", [
  [[matrix], [4, 5, 6], { key: [1] }],
  [[matrix], 6, { key: [1, 2] }],
  [[matrix], [3, 6], { key: [all(2), 2] }],
  [
    [matrix],
    [
      [3, 2, 1],
      [6, 5, 4],
    ],
    { key: [all(2), { start: 2, stop: -1, step: -1 }] },
  ],
  [
    [matrix],
    [
      [1, 3],
      [4, 6],
    ],
    { key: [all(2), { start: 0, stop: 3, step: 2 }] },
  ],
  [[matrix], [[[1, 2, 3]], [[4, 5, 6]]], { key: [all(2), null] }],
  [
    [matrix],
    [
      [4, 5, 6],
      [1, 2, 3],
      [4, 5, 6],
    ],
    { key: [{ take: [1, 0, 1] }] },
  ],
  [[matrix], [[[3, 1]], [[6, 4]]], { key: [all(2), null, { take: [2, 0] }] }],
  [[matrix], [], { key: [1, { start: 2, stop: 2, step: 1 }] }],
]);
check("concatenate", [
  [[[1, 2], [3], []], [1, 2, 3], { axis: 0 }],
  [
    [matrix, [[7], [8]]],
    [
      [1, 2, 3, 7],
      [4, 5, 6, 8],
    ],
    { axis: 1 },
  ],
]);
check("stack", [
  [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [1, 2],
      [3, 4],
    ],
    { axis: 0 },
  ],
  [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [1, 3],
      [2, 4],
    ],
    { axis: 1 },
  ],
  [[5, -0], [5, -0], {}],
]);

// ---------------------------------------------------------------- products and reductions

check("matmul", [
  [
    [
      [1, 2],
      [3, 4],
    ],
    11,
  ],
  [
    [matrix, [1, 0, -1]],
    [-2, -2],
  ],
  [
    [[1, -1], matrix],
    [-3, -3, -3],
  ],
  [
    [
      matrix,
      [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
    ],
    [
      [4, 5],
      [10, 11],
    ],
  ],
  [
    [
      [[[1, 2]], [[3, 4]]],
      [[5], [6]],
    ],
    [[[17]], [[39]]],
  ],
  [
    [
      [[1, 2]],
      [
        [[5], [6]],
        [[7], [8]],
      ],
    ],
    [[[17]], [[23]]],
  ],
  [
    [
      [[[1, 2]], [[3, 4]]],
      [1, 1],
    ],
    [[3], [7]],
  ],
  [
    [
      [1, 1],
      [
        [[5], [6]],
        [[7], [8]],
      ],
    ],
    [[11], [15]],
  ],
  [
    [
      [inf, 1],
      [0, 1],
    ],
    nan,
  ],
  [[[], []], 0],
]);
check("outer", [
  [
    [
      [1, 2],
      [3, 4, 5],
    ],
    [
      [3, 4, 5],
      [6, 8, 10],
    ],
  ],
  [
    [[[1], [2]], 3],
    [[3], [6]],
  ],
]);
check("sum", [
  [[matrix], 21, {}],
  [[matrix], 21, { axis: null, keepdims: false }],
  [[matrix], matrix, { axis: [] }],
  [[matrix], [5, 7, 9], { axis: [0], keepdims: false }],
  [[matrix], [[6], [15]], { axis: [1], keepdims: true }],
  [[cube], [6 + 46 + 86, 406 + 446 + 486 - 0], { axis: [1, 2], keepdims: false }],
  [[[]], 0, { axis: null }],
  [[[inf, -inf]], nan, { axis: null }],
  [[7], 7, { axis: null }],
]);
check("max", [
  [[matrix], 6, { axis: null }],
  [[matrix], [3, 6], { axis: [1] }],
  [[[1, nan, 3]], nan, { axis: null }],
  [[[-inf, -inf]], -inf, { axis: null }],
]);
check("min", [
  [[matrix], [1, 2, 3], { axis: [0] }],
  [[[1, nan, 3]], nan, { axis: null }],
  [[[inf, inf]], inf, { axis: null }],
]);
check("mean", [
  [[matrix], [2.5, 3.5, 4.5], { axis: [0] }],
  [[matrix], [[3.5]], { axis: null, keepdims: true }],
  [[[]], nan, { axis: null }],
]);
check("prod", [
  [[matrix], [6, 120], { axis: [1] }],
  [[[]], 1, { axis: null }],
  [[[0, inf]], nan, { axis: null }],
]);
check("argmax", [
  [[matrix], 5, {}],
  [[[1, 3, 3]], 1, { axis: null }],
  [[[1, nan, 3, nan]], 1, { axis: null }],
  [[[-inf, -inf]], 0, { axis: null }],
  [
    [
      [
        [1, 9, 3],
        [4, 5, 6],
      ],
    ],
    [1, 0, 1],
    { axis: 0 },
  ],
  [
    [
      [
        [1, 9, 3],
        [4, 5, 6],
      ],
    ],
    [1, 2],
    { axis: 1 },
  ],
  [
    [
      [
        [1, 9, 3],
        [4, 5, 6],
      ],
    ],
    1,
    { axis: null },
  ],
]);
check("argmin", [
  [[[1, -3, -3]], 1, { axis: null }],
  [[[1, nan, -3]], 1, { axis: null }],
  [[[inf, inf]], 0, { axis: null }],
  [[matrix], [0, 0], { axis: 1 }],
]);
check("cumsum", [
  [[matrix], [1, 3, 6, 10, 15, 21], {}],
  [[matrix], [1, 3, 6, 10, 15, 21], { axis: null }],
  [
    [matrix],
    [
      [1, 2, 3],
      [5, 7, 9],
    ],
    { axis: 0 },
  ],
  [
    [matrix],
    [
      [1, 3, 6],
      [4, 9, 15],
    ],
    { axis: 1 },
  ],
  [[[-0, nan, 1]], [-0, nan, nan], { axis: 0 }],
]);
check("norm", [
  [[[3, -4]], 5, { axis: null, keepdims: false, ord: null }],
  [
    [
      [
        [3, 4],
        [0, 12],
      ],
    ],
    13,
    { axis: null, keepdims: false, ord: null },
  ],
  [
    [
      [
        [3, 4],
        [5, 12],
      ],
    ],
    [[5], [13]],
    { axis: [1], keepdims: true, ord: null },
  ],
  [[[3, -4]], 7, { axis: null, keepdims: false, ord: 1 }],
  [[[3, -4]], 4, { axis: [0], keepdims: false, ord: "inf" }],
  [[[3, nan]], nan, { axis: [0], keepdims: false, ord: "inf" }],
  [[[]], 0, { axis: null, keepdims: false, ord: null }],
]);

// ---------------------------------------------------------------- the replay

/** loss = sum((W @ x + b)²), gradient, and one step of gradient descent: W_next, b_next. */
function regression() {
  const leaf = (name, shape) => ({ op: "leaf", name, shape });
  const nodes = [
    leaf("W", [2, 2]),
    leaf("x", [2]),
    leaf("b", [2]),
    leaf("rate", []), //       0 1 2 3
    { op: "matmul", in: [0, 1], shape: [2] }, //                                  4
    { op: "add", in: [4, 2], shape: [2] }, //                                     5
    { op: "square", in: [5], shape: [2] }, //                                     6
    { op: "sum", in: [6], attrs: { axis: null, keepdims: false }, shape: [] }, // 7 loss
    { op: "const", shape: [] }, //                                                8
    { op: "multiply", in: [8, 5], shape: [2] }, //                                9 d
    { op: "outer", in: [9, 1], shape: [2, 2] }, //                               10 dW
    { op: "multiply", in: [3, 10], shape: [2, 2] }, //                           11
    { op: "subtract", in: [0, 11], shape: [2, 2] }, //                           12 W_next
    { op: "multiply", in: [3, 9], shape: [2] }, //                               13
    { op: "subtract", in: [2, 13], shape: [2] }, //                              14 b_next
  ];
  const given = { 0: [1, 2, 3, 4], 1: [1, -1], 2: [0.5, 0.5], 3: [0.05], 8: [2] };
  const values = nodes.map((node, i) => given[i] ?? blank(node.shape));
  const program = { format: FORMAT, nodes, values };
  const replay = new Replay(program);
  replay.run();
  return { ...program, values: replay.values.map((v) => Array.from(v)) };
}
const [W, X, B, RATE, LOSS, W_NEXT, B_NEXT] = [0, 1, 2, 3, 7, 12, 14];

const snapshot = (replay) => replay.values.map((v) => Array.from(v));

test("values start as recorded, and run leaves them so", () => {
  const program = regression();
  const replay = new Replay(program);
  assert.deepEqual(snapshot(replay), program.values);
  replay.run();
  assert.deepEqual(snapshot(replay), program.values);
  assert.deepEqual(Array.from(replay.values[LOSS]), [0.5]);
});

test("an update recomputes what depends on the leaf, and only that", () => {
  const replay = new Replay(regression());
  assert.equal(replay.update(), 0);
  assert.deepEqual(Array.from(replay.dependents(B)), [5, 6, 7, 9, 10, 11, 12, 13, 14]);
  assert.deepEqual(Array.from(replay.dependents(RATE)), [11, 12, 13, 14]);
  assert.ok(replay.depends(LOSS, W) && !replay.depends(LOSS, RATE) && !replay.depends(4, B));

  replay.set(RATE, [0.1]);
  assert.equal(replay.update(), 4);
  assert.equal(replay.update(), 0);
  replay.values[4][0] = 99; // not a dependent of b: stays as it is
  replay.set(B, [1, nan]);
  assert.equal(replay.update(), 9);
  assert.equal(replay.values[4][0], 99);
});

test("an update equals a full run, for one leaf and for several", () => {
  const partial = new Replay(regression());
  const full = new Replay(regression());
  const edits = [
    [[W, [0, 1, nan, -3]]],
    [
      [X, [2, inf]],
      [RATE, [1]],
    ],
    [
      [B, [0, 0]],
      [W, [1, 1, 1, 1]],
    ],
  ];
  for (const edit of edits) {
    for (const [leaf, values] of edit) {
      partial.set(leaf, values);
      full.set(leaf, values);
    }
    partial.update();
    full.run();
    assert.deepEqual(snapshot(partial), snapshot(full));
  }
});

test("run clears the marks of set", () => {
  const replay = new Replay(regression());
  replay.set(W, [1, 1, 1, 1]);
  replay.run();
  assert.equal(replay.update(), 0);
});

test("reset brings everything back, and recorded values are never written", () => {
  const program = regression();
  const replay = new Replay(program);
  replay.set(W, [9, 9, 9, 9]);
  replay.update();
  assert.deepEqual(Array.from(replay.recorded(W)), [1, 2, 3, 4]);
  replay.set(X, [9, 9]);
  replay.reset();
  assert.deepEqual(snapshot(replay), program.values);
  assert.equal(replay.update(), 0);
});

test("feeding results back into leaves trains", () => {
  const replay = new Replay(regression());
  const pairs = [
    [W_NEXT, W],
    [B_NEXT, B],
  ];
  for (let k = 0; k < 200; k++) {
    replay.feed(pairs);
    replay.update();
  }
  assert.ok(replay.values[LOSS][0] < 1e-12, `loss ${replay.values[LOSS][0]}`);
});

test("a training step keeps nothing in memory and reuses its arrays", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const replay = new Replay(regression());
  const arrays = [...replay.values];
  const pairs = [
    [W_NEXT, W],
    [B_NEXT, B],
  ];
  const train = (steps) => {
    for (let k = 0; k < steps; k++) {
      replay.feed(pairs);
      replay.update();
    }
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  // The engine's own bookkeeping comes and goes; what a step keeps, every round would keep.
  const rounds = Array.from({ length: 4 }, () => train(20_000));
  const grown = Math.min(...rounds.slice(1).map((bytes, k) => bytes - rounds[k]));
  assert.ok(grown < 100_000, `${grown} bytes in 20 000 steps`);
  arrays.forEach((array, i) => assert.equal(replay.values[i], array));
});

test("the inputs of a program are left alone", () => {
  const program = regression();
  const before = JSON.stringify(program);
  const replay = new Replay(program);
  replay.set(W, [0, 0, 0, 0]);
  replay.run();
  assert.equal(JSON.stringify(program), before);
});

// ---------------------------------------------------------------- errors and helpers

test("a program of another format is refused", () => {
  assert.throws(() => new Replay({ format: "x" }), {
    message:
      'This program was written by another version (format "x"); ' +
      'this page reads "unrolled-program/1".',
  });
  assert.throws(() => new Replay(undefined), /another version \(format "undefined"\)/);
});

test("errors name the node, the operation and what does not fit", () => {
  const refused = (op, inputs, shape, attrs, message) =>
    assert.throws(() => new Replay(single(op, inputs, shape, attrs)), { message });
  refused("frobnicate", [1], [], {}, "Node 1 (frobnicate): this page does not know the operation");
  refused("constructor", [1], [], {}, /does not know/);
  refused(
    "add",
    [
      [1, 2],
      [1, 2, 3],
    ],
    [3],
    {},
    "Node 2 (add): shapes [2] and [3] do not broadcast",
  );
  refused("add", [[1, 2], 1], [3], {}, "Node 2 (add): the result has shape [2], not [3]");
  refused("add", [[1]], [1], {}, "Node 1 (add): takes 2 inputs, not 1");
  refused("stack", [], [1], { axis: 0 }, "Node 0 (stack): takes some inputs, not 0");
  refused("matmul", [matrix, [1, 2]], [2], {}, /: shapes \[2, 3\] and \[2\] do not multiply$/);
  refused("matmul", [matrix, 2], [2], {}, /do not multiply/);
  refused("reshape", [matrix], [5], {}, "Node 1 (reshape): shape [2, 3] cannot become [5]");
  refused("broadcast", [[1, 2]], [2, 1], {}, /the result has shape \[2, 2\], not \[2, 1\]/);
  refused("index", [[1, 2]], [], { key: [2] }, /the key 2 does not fit an axis of length 2/);
  refused("sum", [[1, 2]], [], { axis: [1] }, "Node 1 (sum): there is no axis 1");
  refused("argmax", [[1, 2]], [2], { axis: null }, /the result/);
  refused("cumsum", [[1, 2]], [], { axis: null }, /the result/);
  refused("concatenate", [[1], [2]], [3], { axis: 0 }, /axis 0 has length 2/);
  refused("norm", [matrix], [], { axis: null, ord: 1 }, /ord 1 .* is not supported/);
  refused("norm", [[1]], [], { axis: null, ord: 3 }, /ord 3 .* is not supported/);
});

test("missing or broken values are refused", () => {
  const broken = (change) => {
    const program = regression();
    change(program);
    return () => new Replay(program);
  };
  assert.throws(
    broken((p) => p.values.pop()),
    /Node 14 \(subtract\): its values are missing/,
  );
  assert.throws(
    broken((p) => delete p.values),
    /Node 0 \(leaf\): its values are missing/,
  );
  assert.throws(
    broken((p) => p.values[0].pop()),
    /shape \[2, 2\] needs 4 values, not 3/,
  );
  assert.throws(
    broken((p) => (p.values[0][1] = null)),
    /Node 0 \(leaf\): null is not a number/,
  );
  assert.throws(
    broken((p) => delete p.nodes[5].shape),
    /Node 5 \(add\): its shape is missing/,
  );
  assert.throws(
    broken((p) => (p.nodes[5].in = [4, 6])),
    /the input 6 is not an earlier node/,
  );
});

test("only leaves are set, with as many values as they have", () => {
  const replay = new Replay(regression());
  assert.throws(() => replay.set(LOSS, [0]), /^Error: Node 7 \(sum\) is not a leaf; only/);
  assert.throws(() => replay.set(8, [0]), /Node 8 \(const\) is not a leaf/);
  assert.throws(() => replay.set(99, [0]), /Node 99 .* is not a leaf/);
  assert.throws(() => replay.set(W, [1, 2]), { message: "Leaf W has 4 values, not 2." });
  assert.throws(() => replay.feed([[LOSS, W]]), { message: "Leaf W has 4 values, not 1." });
});

test("primitive gives the function of an operation on single numbers", () => {
  assert.equal(primitive("tanh")(0), 0);
  assert.equal(primitive("square")(3), 9);
  for (const op of ["add", "matmul", "leaf", "toString"]) assert.equal(primitive(op), undefined);
});

test("size and revive", () => {
  assert.equal(size([]), 1);
  assert.equal(size([2, 3]), 6);
  assert.equal(size([2, 0]), 0);
  assert.deepEqual(Array.from(revive([1, "NaN", "Infinity", "-Infinity"])), [1, nan, inf, -inf]);
  assert.throws(() => revive(["<b>"]), /"<b>" is not a number/);
});
