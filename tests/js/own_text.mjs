/** Learns a text as the page does, and says what came of it; a file of it goes to `file`. */

import { readFileSync, writeFileSync } from "node:fs";

import { bounds, ngramLosses, readText, split } from "../../lib/unrolled/widgets/engine/counts.js";
import { checkpoint, opened } from "../../lib/unrolled/widgets/engine/kept.js";
import { openedUpdate } from "../../lib/unrolled/widgets/engine/opened.js";
import { Recorded } from "../../lib/unrolled/widgets/engine/recorded.js";
import { drawn, TextTraining } from "../../lib/unrolled/widgets/engine/text_training.js";

const plain = (values) =>
  Object.fromEntries(Object.entries(values).map(([name, own]) => [name, [...own]]));

function learned({ programs, cell, text, size, seed, updates, settings, sample, file }) {
  const read = readText(text, { letters: 300, length: 400_000 });
  const parts = split(read.ids, 0.1);
  const sizes = { K: read.letters.length, H: size };
  const start = drawn(programs.start, sizes, seed);
  const training = new TextTraining(programs, { sizes, ...parts, values: start });
  training.set(settings);
  const before = training.heldOut();
  const losses = [];
  for (let n = 0; n < updates; n++) {
    training.update();
    losses.push(training.loss);
  }
  const held = training.heldOut();
  const values = training.kept();
  const { count } = training;
  const bytes = checkpoint({ cell, size, letters: read.letters, count, values }, programs.start);
  writeFileSync(file, bytes);
  const again = opened(new Uint8Array(readFileSync(file)), { [cell]: programs });
  const { letters, ids, other, kinds } = read;
  return {
    ...{ letters, ids, other, kinds, before, held, losses },
    start: plain(start),
    values: plain(values),
    again: { ...again, values: plain(again.values) },
    windows: training.windows,
    written: training.write(sample),
    ngrams: [1, 2, 3].map(
      (n) => ngramLosses(parts.learned, parts.held, { n, K: sizes.K, ks: [0.1] })[0],
    ),
    bounds: bounds(parts.learned, parts.held, sizes.K),
  };
}

/** Look into updates of a training with short windows: what each gave, there and here. */
function looked({ programs, text, size, seed, updates, settings }) {
  const { ids, letters } = readText(text, { letters: 300, length: 400_000 });
  const [parts, sizes] = [split(ids, 0.1), { K: letters.length, H: size }];
  const values = drawn(programs.start, sizes, seed);
  const training = new TextTraining(programs, { sizes, ...parts, values, short: true });
  training.set(settings);
  const found = [];
  for (let n = 1; n <= Math.max(...updates); n++) {
    training.update();
    if (!updates.includes(n)) continue;
    const update = { sizes, letters, ...parts, count: n - 1, values: training.before };
    const recorded = new Recorded(openedUpdate(programs.short, update));
    const next = recorded.fed.map(([node, leaf]) => [recorded.nodes[leaf].name, node]);
    found.push({
      there: { mean: training.loss, ...plain(training.kept()) },
      here: {
        mean: recorded.value("mean"),
        ...Object.fromEntries(next.map(([name, node]) => [name, [...recorded.values(node)]])),
      },
      edits: recorded.edits().length,
      read: recorded.read(recorded.steps),
      back: recorded.nodes.filter((node) => node.back).length,
    });
  }
  return { letters, windows: training.windows, losses: found };
}

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map((one) => (one.look ? looked(one) : learned(one)))));
