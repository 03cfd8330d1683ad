/**
 * Times the replay of programs.
 *
 * Reads a JSON array of `{name, program, edit, feed}` from stdin: `edit` is the leaf to edit,
 * `feed` the pairs [from, to] of a training step (none: not timed). Prints, for each,
 * medians in µs: `{name, compile, run, edit, recomputed, train}`.
 */

import { readFileSync } from "node:fs";

import { Replay } from "../lib/unrolled/widgets/engine/replay.js";

const WARM_UP = 2000;
const SAMPLES = 500;
const PER_SAMPLE = 20; // one call is too short for the clock

/** Median time of one call in µs. */
function median(call, [warmUp, samples, perSample] = [WARM_UP, SAMPLES, PER_SAMPLE]) {
  for (let k = 0; k < warmUp; k++) call();
  const times = [];
  for (let k = 0; k < samples; k++) {
    const start = performance.now();
    for (let i = 0; i < perSample; i++) call();
    times.push(((performance.now() - start) * 1000) / perSample);
  }
  return times.sort((a, b) => a - b)[samples >> 1];
}

function measure({ name, program, edit, feed }) {
  const replay = new Replay(program);
  const values = Array.from(replay.recorded(edit));
  const change = () => {
    values[0] += 1e-9;
    replay.set(edit, values);
    return replay.update();
  };
  const train = () => {
    replay.feed(feed);
    replay.update();
  };
  return {
    name,
    compile: median(() => new Replay(program), [20, 50, 1]),
    run: median(() => replay.run()),
    edit: median(change),
    recomputed: change(),
    train: feed ? median(train) : null,
  };
}

const items = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(items.map(measure)));
