/** Random numbers of seeds, and texts that recorded steps write with them. */

import { readFileSync } from "node:fs";

import { Named } from "../../lib/unrolled/widgets/engine/named.js";
import { quickRun } from "../../lib/unrolled/widgets/engine/quick.js";
import { Random } from "../../lib/unrolled/widgets/engine/random.js";

const { seeds, count, texts } = JSON.parse(readFileSync(0, "utf8"));

function text({ program, seed, prefix, length, temperature, top_k, top_p }) {
  const named = new Named(program);
  const random = new Random(seed);
  const { replay, fed } = named;
  const letters = program.labels.K;
  const run = quickRun(replay, [named.node("drawn"), ...fed.map(([node]) => node)]);
  const cut = { temperature, top_k, top_p };
  for (const [name, value] of Object.entries(cut)) replay.set(named.leaf(name), [value]);
  const read = (letter) =>
    replay.set(
      named.leaf("x"),
      letters.map((one) => Number(one === letter)),
    );
  let found = prefix;
  const states = fed.filter(([, leaf]) => leaf !== named.leaf("x"));
  for (const [k, letter] of [...prefix].entries()) {
    if (k) replay.feed(states);
    read(letter);
    if (k === prefix.length - 1) replay.set(named.leaf("u"), [random.next()]);
    run();
  }
  for (;;) {
    found += letters[named.values("drawn")[0]];
    if (found.length === prefix.length + length) return found;
    replay.feed(fed);
    replay.set(named.leaf("u"), [random.next()]);
    run();
  }
}

const numbers = seeds.map((seed) => {
  const random = new Random(BigInt(seed));
  return Array.from({ length: count }, () => random.next());
});
process.stdout.write(JSON.stringify({ numbers, texts: texts.map(text) }));
