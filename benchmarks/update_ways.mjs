/**
 * Times one update of a recurrent network: replayed in full, for its results alone, and as it
 * is written by hand.  It runs in Node (`update.mjs`) and in a page.
 *
 * All ways make the same updates at first, and must have the same losses.  Then they take
 * turns; times are medians in milliseconds, ratios medians of each turn's.  Other libraries
 * take part where `make peers` has brought them: see `page_peers.mjs`.
 */

import { quickRun } from "../lib/unrolled/widgets/engine/quick.js";
import { Replay } from "../lib/unrolled/widgets/engine/replay.js";
import { gru, lstm, rnn } from "./hand_written.mjs";

const WRITTEN = { rnn, lstm, gru };
const TURNS = 41;
const PER_TURN = 5;
const WARM_UP = 60;
const PEERS = { warmUp: 10, close: 1e-5 }; // slower, and some in float32

const median = (numbers) => [...numbers].sort((x, y) => x - y)[numbers.length >> 1];

/** Milliseconds of one call, by a clock. */
function timed({ update }, clock) {
  const before = clock();
  for (let k = 0; k < PER_TURN; k++) update();
  return (clock() - before) / PER_TURN;
}

const opened = (text) => new Replay(JSON.parse(text));

/** The ways to make an update, each with parameters of its own. */
function waysOf({ cell, program, fed, params, xs, ys, sizes, rate }) {
  const [plain, quick] = [opened(program), opened(program)];
  const loss = plain.program.outputs.L;
  const run = quickRun(quick, [loss, ...fed.map(([from]) => from)]);
  const own = Object.fromEntries(
    Object.entries(params).map(([name, p]) => [name, Float64Array.from(p)]),
  );
  const train = (replay, update) => () => {
    update();
    replay.feed(fed);
    return replay.values[loss][0];
  };
  return {
    plain: { update: train(plain, () => plain.run()) },
    quick: { update: train(quick, run) },
    hand: { update: WRITTEN[cell](own, xs, ys, sizes, rate) },
  };
}

/** Insist that all ways have the same losses at first. */
async function compare(ways) {
  for (let k = 0; k < 5; k++) {
    let first;
    for (const [name, { begin, update, close = 1e-9 }] of Object.entries(ways)) {
      await begin?.();
      const loss = update();
      first ??= loss;
      if (!(Math.abs(loss - first) < close * first))
        throw new Error(`${name}: ${loss} is not ${first}`);
    }
  }
}

/**
 * Make the same updates in all ways, then time them in turns.
 *
 * @param item  `{cell, program, fed, params, xs, ys, sizes, rate}`: see bench_update.py
 * @param clock  gives milliseconds
 * @param {(item) => Promise<object>} [others]  the ways of other libraries
 */
export async function measured(item, clock, others) {
  const ways = waysOf(item);
  for (const [name, way] of Object.entries((await others?.(item)) ?? {}))
    ways[name] = { ...PEERS, ...way };
  await compare(ways);
  const all = Object.entries(ways);
  const times = Object.fromEntries(all.map(([name]) => [name, []]));
  for (const [, { begin, update, warmUp = WARM_UP }] of all) {
    await begin?.();
    for (let k = 0; k < warmUp; k++) update();
  }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, way] of all) {
      await way.begin?.();
      times[name].push(timed(way, clock));
    }
  }
  const opening = () => {
    const before = clock();
    opened(item.program);
    return clock() - before;
  };
  return {
    cell: item.cell,
    ...Object.fromEntries(all.map(([name]) => [name, median(times[name])])),
    ratio: median(times.quick.map((one, k) => one / times.hand[k])),
    open: median(Array.from({ length: 5 }, opening)),
  };
}
