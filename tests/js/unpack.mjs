/** Packed programs on stdin, written out again, with the values that the page computes. */

import { readFileSync } from "node:fs";

import { Replay } from "../../lib/unrolled/widgets/engine/replay.js";

/** Numbers as JSON can carry them: what is not finite, and a zero with a sign, as strings. */
const plain = (x) => (Object.is(x, -0) ? "-0" : Number.isFinite(x) ? x : String(x));

const all = JSON.parse(readFileSync(0, "utf8")).map((page) => {
  try {
    const { nodes, values } = new Replay(page);
    return { nodes, values: values.map((one) => Array.from(one, plain)) };
  } catch (error) {
    return { error: error.message };
  }
});
process.stdout.write(JSON.stringify(all));
