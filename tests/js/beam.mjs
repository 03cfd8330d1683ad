/**
 * Searches as the page does.  Reads `{program, weights, words, widths}` from stdin; prints for
 * each weights, word and width what each step kept, [letters, nats], and last all words.
 */

import { readFileSync } from "node:fs";

import { expectations } from "../../lib/unrolled/widgets/beam/expects.js";
import { ranked, search } from "../../lib/unrolled/widgets/beam/search.js";
import { Named } from "../../lib/unrolled/widgets/engine/named.js";

const { program, weights, words, widths } = JSON.parse(readFileSync(0, "utf8"));
const named = new Named(program);

function searched(expects, width, length) {
  const steps = search(expects, width ?? Number.POSITIVE_INFINITY, length);
  return steps.map((longer) =>
    ranked(longer.filter((one) => one.kept)).map(({ ids, total }) => [ids, total]),
  );
}

const found = weights.map((own) => {
  named.set(own);
  return words.map((word) => {
    const expects = expectations(named, word);
    const each = widths.map((width) => searched(expects, width, word.length));
    return [...each, searched(expects, null, word.length).at(-1)];
  });
});
process.stdout.write(JSON.stringify(found));
