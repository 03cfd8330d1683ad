/**
 * Trains as the page does, and prints what the Trainer would show.
 *
 * Reads a JSON array of `{name, program, weights, settings, updates}` from stdin; prints, by
 * name, the loss before every update and, after the last one, the leaves and what is said.
 */

import { readFileSync } from "node:fs";

import { Descent } from "../../lib/unrolled/widgets/engine/descent.js";

function trained({ program, weights, settings, updates }) {
  const descent = new Descent(program, updates, [["L"], ["norm"]]);
  descent.start(weights, settings);
  while (!descent.run(updates, () => true)); // in pieces, as the page does
  descent.show(0);
  const first = descent.values("L")[0];
  descent.show(descent.count - 1);
  const leaves = program.leaves.map(({ name, node }) => [
    name,
    Array.from(descent.replay.values[node]),
  ]);
  return {
    L: Array.from(descent.series("L")),
    norm: Array.from(descent.series("norm")),
    first,
    said: Array.from(descent.values("said")),
    leaves: Object.fromEntries(leaves),
    broken: descent.broken,
  };
}

const tasks = JSON.parse(readFileSync(0, "utf8"));
const done = tasks.map((task) => [task.name, trained(task)]);
process.stdout.write(JSON.stringify(Object.fromEntries(done)));
