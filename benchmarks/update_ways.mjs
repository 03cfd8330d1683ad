/**
 * Times one update of a recurrent network: replayed in full, for its results alone, and as it
 * is written by hand.  It runs in Node (`update.mjs`) and in a page.
 *
 * All ways make the same updates at first, and must have the same losses.  Then they take
 * turns; times are medians in milliseconds, ratios medians of each turn's.
 */

import { Replay } from "../lib/unrolled/widgets/engine/replay.js";
import { gru, lstm, rnn } from "./hand_written.mjs";

const WRITTEN = { rnn, lstm, gru };
const TURNS = 41;
const PER_TURN = 5;
const WARM_UP = 60;

const median = (numbers) => [...numbers].sort((x, y) => x - y)[numbers.length >> 1];

/** Milliseconds of one call, by a clock. */
function timed(call, clock) {
  const before = clock();
  for (let k = 0; k < PER_TURN; k++) call();
  return (clock() - before) / PER_TURN;
}

const opened = (text) => new Replay(JSON.parse(text));

/** The ways to make an update, each with parameters of its own. */
function waysOf({ cell, program, fed, params, xs, ys, sizes, rate }) {
  const [plain, quick] = [opened(program), opened(program)];
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

/**
 * Make the same updates in all ways, then time them in turns.
 *
 * @param item  `{cell, program, fed, params, xs, ys, sizes, rate}`: see bench_update.py
 * @param clock  gives milliseconds
 */
export function measured(item, clock) {
  const ways = waysOf(item);
  const names = Object.keys(ways);
  for (let k = 0; k < 5; k++) {
    const [first, ...others] = names.map((name) => ways[name]());
    for (const loss of others)
      if (!(Math.abs(loss - first) < 1e-9 * first)) throw new Error(`${first} is not ${loss}`);
  }
  for (let k = 0; k < WARM_UP; k++) for (const name of names) ways[name]();
  const turn = () => names.map((name) => timed(ways[name], clock));
  const turns = Array.from({ length: TURNS }, turn);
  const opening = () => {
    const before = clock();
    opened(item.program);
    return clock() - before;
  };
  return {
    cell: item.cell,
    ...Object.fromEntries(names.map((name, k) => [name, median(turns.map((one) => one[k]))])),
    ratio: median(turns.map((one) => one[1] / one[2])),
    open: median(Array.from({ length: 5 }, opening)),
  };
}
