/**
 * The graph takes other diagrams by other layouts: every value has a place, no two overlap,
 * and every way leads from border to border without crossing another value.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { anatomy } from "../../lib/unrolled/widgets/engine/anatomy.js";
import { Recorded } from "../../lib/unrolled/widgets/engine/recorded.js";
import { planOf } from "../../lib/unrolled/widgets/views/graph/plan.js";

const STEPS = 4;
const SIZE = 3;

/**
 * A program as the recorder writes them, from what each value is made of: `h:-1` is the h of
 * the step before, `h:1` that of the step after, `*h` goes through a matrix of its own.
 *
 * @param {Record<string, {of: string[], at?: number[]}>} values  in the order of computing
 * @param {object} layout
 * @param {Record<string, number>} starts  states before the first step
 */
function recorded(values, layout, starts) {
  const nodes = [];
  const leaves = [];
  const add = (node) => nodes.push(node) - 1;
  const leaf = (name, role, shape, t) => {
    const i = add({ op: "leaf", name, shape, ...(t === undefined ? {} : { t }) });
    leaves.push({ node: i, name, role, t });
    return i;
  };
  const known = new Map();
  for (const name of starts) known.set(`${name}:0`, leaf(name, "state", [SIZE], 0));
  const steps = Array.from({ length: STEPS }, (_, t) => t + 1);
  for (const t of steps) known.set(`x:${t}`, leaf("x", "input", [SIZE], t));
  for (const t of steps) known.set(`y:${t}`, leaf("y", "target", [SIZE], t));
  const weights = new Map();
  const weight = (name) => {
    if (!weights.has(name)) weights.set(name, leaf(name, "parameter", [SIZE, SIZE]));
    return weights.get(name);
  };
  const term = (text, name, t) => {
    const [, times, stem, by = "0"] = /^(\*?)(\w+?)(?::(-?1))?$/.exec(text);
    const there = t + Number(by);
    const i = known.get(`${stem}:${there > STEPS ? 0 : there}`);
    if (i === undefined) return undefined; // this step has no such value
    return times ? add({ op: "matmul", in: [weight(`${name}_${stem}`), i], shape: [SIZE], t }) : i;
  };
  const compute = (name, t) => {
    const { of, at = steps } = values[name];
    if (!at.includes(t)) return;
    const terms = of.map((text) => term(text, name, t)).filter((i) => i !== undefined);
    let sum = terms[0];
    for (const other of terms.slice(1))
      sum = add({ op: "add", in: [sum, other], shape: [SIZE], t });
    known.set(`${name}:${t}`, add({ op: "tanh", in: [sum], shape: [SIZE], t, name }));
  };
  const isLate = (name) => values[name].of.some((text) => text.endsWith(":1"));
  const late = Object.keys(values).filter((name) => isLate(name) || name.endsWith("_reverse"));
  for (const t of steps.toReversed()) for (const name of late) compute(name, t);
  for (const t of steps)
    for (const name of Object.keys(values)) if (!late.includes(name)) compute(name, t);
  const program = {
    format: "unrolled-program/1",
    nodes,
    values: nodes.map(({ shape }) => Array(shape.reduce((a, b) => a * b, 1)).fill(0.5)),
    leaves,
    outputs: {},
    groups: [],
    places: [],
    equations: {},
    lines: {},
    sources: {},
    symbols: {},
    layout,
  };
  return new Recorded(program);
}

const single = (...names) => names.map((name) => [[name]]);

const gates = (n, below) => ({
  [`i${n}`]: { of: [`*${below}`, `*h${n}:-1`] },
  [`f${n}`]: { of: [`*${below}`, `*h${n}:-1`] },
  [`o${n}`]: { of: [`*${below}`, `*h${n}:-1`] },
  [`g${n}`]: { of: [`*${below}`, `*h${n}:-1`] },
  [`C${n}`]: { of: [`C${n}:-1`, `f${n}`, `i${n}`, `g${n}`] },
  [`h${n}`]: { of: [`C${n}`, `o${n}`] },
});
const gated = (n) => [[[`i${n}`], [`o${n}`]], [[`f${n}`], [`g${n}`]], [[`C${n}`]], [[`h${n}`]]];
const belt = (n) => ({
  name: `C${n}`,
  marks: [
    { sign: "×", by: [`f${n}`] },
    { sign: "+", by: [`i${n}`, `g${n}`] },
  ],
});
const ends = (...tops) => ({
  scores: { of: tops.map((name) => `*${name}`) },
  loss: { of: ["scores", "y"] },
});
const LAYOUT = { gates: [], parts: {}, belts: [] };

const DIAGRAMS = {
  "two cells stacked": recorded(
    {
      a: { of: ["*x", "*h:-1"] },
      h: { of: ["a"] },
      a1: { of: ["*h", "*h1:-1"] },
      h1: { of: ["a1"] },
      ...ends("h1"),
    },
    { ...LAYOUT, rows: single("a", "h", "a1", "h1") },
    ["h", "h1"],
  ),
  "two gated cells stacked": recorded(
    { ...gates("", "x"), ...gates("1", "h"), ...ends("h1") },
    {
      ...LAYOUT,
      rows: [...gated(""), ...gated("1")],
      parts: { C: "memory", C1: "memory" },
      belts: [belt(""), belt("1")],
    },
    ["h", "C", "h1", "C1"],
  ),
  "two directions": recorded(
    {
      a: { of: ["*x", "*h:-1"] },
      h: { of: ["a"] },
      a_reverse: { of: ["*x", "*h_reverse:1"] },
      h_reverse: { of: ["a_reverse"] },
      ...ends("h", "h_reverse"),
    },
    {
      ...LAYOUT,
      rows: [
        [
          ["h", "a"],
          ["h_reverse", "a_reverse"],
        ],
      ],
    },
    ["h", "h_reverse"],
  ),
  "an encoder and a decoder": recorded(
    {
      h: { of: ["*x", "*h:-1"], at: [1, 2] },
      s: { of: ["*x", "*h:-1", "*s:-1"], at: [3, 4] },
      scores: { of: ["*s"], at: [3, 4] },
      loss: { of: ["scores", "y"], at: [3, 4] },
    },
    { ...LAYOUT, rows: single("h", "s") },
    ["h"],
  ),
};

/** Numbers of a path, as the points that it is drawn by. */
function pointsOf(path) {
  const points = [];
  let [x, y] = [0, 0];
  for (const [, command, text] of path.matchAll(/([MLQCVH])([^MLQCVH]*)/g)) {
    const numbers = text
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (command === "V") points.push([x, numbers[0]]);
    else if (command === "H") points.push([numbers[0], y]);
    else for (let n = 0; n < numbers.length; n += 2) points.push(numbers.slice(n, n + 2));
    [x, y] = points.at(-1);
  }
  return points;
}

/** Many points along a line. */
const along = (points) =>
  points.slice(1).flatMap(([x1, y1], n) => {
    const [x0, y0] = points[n];
    return Array.from({ length: 41 }, (_, k) => [
      x0 + ((x1 - x0) * k) / 40,
      y0 + ((y1 - y0) * k) / 40,
    ]);
  });

/** Where every value stands, with its node. */
function boxesOf(program, plan, parts) {
  const names = new Set([...parts.rows, parts.input]);
  return [...program.nodes.keys()]
    .filter((i) => names.has(program.nodes[i].name) && program.nodes[i].t !== undefined)
    .map((i) => {
      const { x, dx, y, wide, tall } = plan.end(i);
      return { i, x: x + dx, y, wide, tall, name: program.nodes[i].name, t: program.nodes[i].t };
    });
}

const inside = ([x, y], box, by) =>
  Math.abs(x - box.x) < box.wide / 2 - by && Math.abs(y - box.y) < box.tall / 2 - by;
const near = ([x, y], box, by) =>
  Math.abs(x - box.x) <= box.wide / 2 + by && Math.abs(y - box.y) <= box.tall / 2 + by;

for (const [name, program] of Object.entries(DIAGRAMS)) {
  const parts = anatomy(program);
  for (const room of [343, 435, 900]) {
    const plan = planOf(program, parts, room);
    const boxes = boxesOf(program, plan, parts);

    test(`${name}, ${room} wide: every value has a place of its own`, () => {
      assert.equal(parts.rows.length, new Set(parts.rows).size);
      const made = new Set(
        program.nodes.filter(({ in: ins, name }) => ins && name).map((n) => n.name),
      );
      assert.deepEqual(new Set([...parts.rows, parts.target]), made);
      for (const [n, a] of boxes.entries()) {
        assert.ok([a.x, a.y, a.wide, a.tall].every(Number.isFinite), `${a.name} ${a.t}`);
        assert.ok(a.x - a.wide / 2 >= 0 && a.x + a.wide / 2 <= plan.total, `${a.name} ${a.t}`);
        assert.ok(a.y - a.tall / 2 >= 0 && a.y + a.tall / 2 <= plan.height, `${a.name} ${a.t}`);
        for (const b of boxes.slice(n + 1))
          assert.ok(
            Math.abs(a.x - b.x) >= (a.wide + b.wide) / 2 - 1e-9 ||
              Math.abs(a.y - b.y) >= (a.tall + b.tall) / 2 - 1e-9,
            `${a.name} ${a.t} lies on ${b.name} ${b.t}`,
          );
      }
    });

    test(`${name}, ${room} wide: ways lead from border to border and cross no value`, () => {
      assert.ok(parts.edges.length > 2 * STEPS);
      const box = (i) => boxes.find((one) => one.i === i);
      for (const edge of parts.edges) {
        const points = pointsOf(plan.route(edge).path);
        const called = `${program.nodes[edge.from].name} ${program.nodes[edge.from].t} to ${program.nodes[edge.to].name} ${program.nodes[edge.to].t}`;
        assert.ok(points.flat().every(Number.isFinite), called);
        assert.ok(near(points[0], box(edge.from), 17), `${called} begins elsewhere`);
        const goal = box(edge.to); // the loss has none
        const onBelt = plan.belts
          .filter(({ name: belt }) => belt === program.nodes[edge.to].name)
          .flatMap(({ y, marks }) =>
            marks.map((mark) => ({ x: mark.x(program.nodes[edge.to].t), y, wide: 14, tall: 14 })),
          );
        if (goal)
          assert.ok(
            [goal, ...onBelt].some((one) => near(points.at(-1), one, 20)),
            `${called} ends elsewhere: ${points.at(-1)}, ${JSON.stringify(goal)}`,
          );
        for (const other of boxes)
          for (const point of along(points))
            assert.ok(
              !inside(point, other, 1.5) || other.i === edge.from || other.i === edge.to,
              `${called} crosses ${other.name} ${other.t} at ${point}`,
            );
      }
    });
  }
}

test("time that runs back comes from the right, and its start stands there", () => {
  const program = DIAGRAMS["two directions"];
  const plan = planOf(program, anatomy(program), 900);
  const start = program.nodes.findIndex(({ name, t }) => name === "h_reverse" && t === 0);
  assert.ok(plan.at(start) > plan.x(STEPS));
  const back = anatomy(program).edges.find(
    ({ from, to }) => program.nodes[from].t === 3 && program.nodes[to].t === 2,
  );
  const [first, ...rest] = pointsOf(plan.route(back).path);
  assert.ok(rest.at(-1)[0] < first[0]);
});

test("stacked cells have a belt each", () => {
  const program = DIAGRAMS["two gated cells stacked"];
  const { belts } = planOf(program, anatomy(program), 900);
  assert.deepEqual(
    belts.map(({ name }) => name),
    ["C", "C1"],
  );
  assert.ok(belts[0].y > belts[1].y);
});
