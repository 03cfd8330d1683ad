/**
 * Replays programs from their leaves and compares every value with what NumPy computed.
 *
 * Reads a JSON array of `{name, program, edits?}` from stdin and prints, for each,
 * `{name, nodes, worst, failures: [{node, op, index, expected, got}]}`; `worst` is the
 * largest |got - expected| / max(1, |expected|), and a failure is above 1e-12.  Where a
 * program divides by a small number, such as the step of a difference quotient, the last
 * digits of what is divided count as much more: there, and in what follows, both are
 * measured in units that are larger by as much.
 * A program that cannot be replayed at all reports its `error`.
 *
 * Of a packed program the values are the page's own; their sums are compared when it opens.
 * Each program is replayed a second time for its results alone, all of them and the last one,
 * and these must be the same numbers, bit for bit.
 *
 * `edits` is a list of `{set: [[leaf, values], ...], expected: [[node, values], ...]}`:
 * each overwrites leaves, updates only what depends on them, and compares.
 *
 *     node tests/js/check_programs.mjs < programs.json
 */

import { readFileSync } from "node:fs";

import { quickRun } from "../../lib/unrolled/widgets/engine/quick.js";
import { Replay, revive } from "../../lib/unrolled/widgets/engine/replay.js";

const TOLERANCE = 1e-12;
const SMALL = 1e-3; // a divisor below it magnifies what was rounded

/** Distance relative to max(1, |expected|); NaN equals NaN, an infinity only itself. */
function distance(got, expected) {
  if (Object.is(got, expected)) return 0;
  const gap = Math.abs(got - expected) / Math.max(1, Math.abs(expected));
  return Number.isNaN(gap) ? Infinity : gap;
}

/** Numbers as JSON can carry them: NaN and infinities as strings. */
const plain = (x) => (Number.isFinite(x) ? x : String(x));

/** By how much divisions by small numbers magnify what was rounded, for each node. */
function magnified(replay) {
  const factors = [];
  for (const [i, { op, in: inputs = [] }] of replay.nodes.entries()) {
    const least = op === "divide" ? Math.min(...replay.recorded(inputs[1]).map(Math.abs)) : 1;
    const own = least > 0 && least < SMALL ? 1 / least : 1;
    factors[i] = own * Math.max(1, ...inputs.map((j) => factors[j]));
  }
  return factors;
}

function compare(report, replay, node, expected, factor) {
  const got = replay.values[node];
  if (got.length !== expected.length) throw new Error(`node ${node} has ${got.length} values`);
  for (let index = 0; index < got.length; index++) {
    const gap = distance(got[index], expected[index]) / factor;
    if (gap > report.worst) report.worst = gap;
    if (gap <= TOLERANCE) continue;
    const { op } = replay.nodes[node];
    const numbers = { expected: plain(expected[index]), got: plain(got[index]) };
    report.failures.push({ node, op, index, ...numbers });
  }
}

/** The results of a quick run beside those of the plain one. */
function compareQuick(report, replay, { other, results, run }) {
  run();
  for (const node of results)
    for (const [index, expected] of replay.values[node].entries()) {
      const got = other.values[node][index];
      if (Object.is(got, expected)) continue;
      const numbers = { expected: plain(expected), got: plain(got) };
      report.failures.push({ node, op: `quick ${replay.nodes[node].op}`, index, ...numbers });
    }
}

/** Replays for results alone, their values spoilt, so that what does not run is seen. */
function quickRuns(program) {
  const { nodes } = new Replay(program);
  const found = Object.values(program.outputs ?? {}).filter((node) => nodes[node].in);
  return [found, found.slice(-1)].map((results) => {
    const other = new Replay(program);
    other.values.forEach((values, i) => nodes[i].in && values.fill(0.125));
    return { other, results, run: quickRun(other, results) };
  });
}

function check({ name, program, edits = [] }) {
  const report = { name, nodes: 0, worst: 0, failures: [] };
  try {
    const replay = new Replay(program);
    report.nodes = replay.nodes.length;
    replay.run();
    const factors = magnified(replay);
    replay.nodes.forEach((_, i) => compare(report, replay, i, replay.recorded(i), factors[i]));
    const quick = quickRuns(program);
    for (const one of quick) compareQuick(report, replay, one);
    for (const { set, expected } of edits) {
      for (const one of [replay, ...quick.map(({ other }) => other)])
        for (const [leaf, values] of set) one.set(leaf, revive(values));
      replay.update();
      for (const one of quick) compareQuick(report, replay, one);
      for (const [node, values] of expected)
        compare(report, replay, node, revive(values), factors[node]);
    }
  } catch (error) {
    report.error = error.message;
  }
  return { ...report, worst: plain(report.worst) };
}

const programs = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(programs.map(check)));
