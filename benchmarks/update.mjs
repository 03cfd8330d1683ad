/**
 * Times one update of a recurrent network: replayed in full, for its results alone, and as it
 * is written by hand.
 *
 * Reads `{cell, program, fed, params, xs, ys, sizes, rate}` from stdin, where `program` is the
 * text of a recorded update and `fed` its pairs [from, to].  All ways make the same updates at
 * first, and must have the same losses.  Then they take turns; times are medians of the
 * processor's time in milliseconds, ratios medians of each turn's.
 */

import { readFileSync } from "node:fs";

import { Replay } from "../lib/unrolled/widgets/engine/replay.js";
import { gru, lstm, rnn } from "./hand_written.mjs";

const WRITTEN = { rnn, lstm, gru };
const TURNS = 41;
const PER_TURN = 5;
const WARM_UP = 60;

const asked = JSON.parse(readFileSync(0, "utf8"));
const median = (numbers) => [...numbers].sort((x, y) => x - y)[numbers.length >> 1];

function timed(call) {
  const before = process.cpuUsage();
  for (let k = 0; k < PER_TURN; k++) call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / PER_TURN;
}

function opened(text) {
  const before = process.cpuUsage();
  const replay = new Replay(JSON.parse(text));
  const { user, system } = process.cpuUsage(before);
  return { replay, open: (user + system) / 1000 };
}

/** The ways to make an update, each with parameters of its own. */
function waysOf({ cell, program, fed, params, xs, ys, sizes, rate }) {
  const [plain, quick] = [opened(program).replay, opened(program).replay];
  const loss = plain.program.outputs.L;
  const run = quick.quick([loss, ...fed.map(([from]) => from)]);
  const own = Object.fromEntries(
    Object.entries(params).map(([name, p]) => [name, Float64Array.from(p)]),
  );
  const train = (replay, update) => () => {
    update();
    replay.feed(fed);
    return replay.values[loss][0];
  };
  return {
    plain: train(plain, () => plain.run()),
    quick: train(quick, run),
    hand: WRITTEN[cell](own, xs, ys, sizes, rate),
  };
}

function measure(item) {
  const ways = waysOf(item);
  const names = Object.keys(ways);
  for (let k = 0; k < 5; k++) {
    const [first, ...others] = names.map((name) => ways[name]());
    for (const loss of others)
      if (!(Math.abs(loss - first) < 1e-9 * first)) throw new Error(`${first} is not ${loss}`);
  }
  for (let k = 0; k < WARM_UP; k++) for (const name of names) ways[name]();
  const turns = Array.from({ length: TURNS }, () => names.map((name) => timed(ways[name])));
  const column = (k) => median(turns.map((turn) => turn[k]));
  const opens = Array.from({ length: 5 }, () => opened(item.program).open);
  return {
    cell: item.cell,
    ...Object.fromEntries(names.map((name, k) => [name, column(k)])),
    ratio: median(turns.map((turn) => turn[1] / turn[2])),
    open: median(opens),
  };
}

process.stdout.write(JSON.stringify(asked.map(measure)));
