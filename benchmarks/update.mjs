/** Times updates in Node, by the processor's time: items from stdin, see `update_ways.mjs`. */

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { measured } from "./update_ways.mjs";

const BUILT = fileURLToPath(new URL("../_build/bench/", import.meta.url));

const clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The ways of other libraries, where they are installed. */
function peers() {
  const file = `${BUILT}page_peers.cjs`;
  if (!existsSync(file)) return undefined;
  const { peersOf } = createRequire(import.meta.url)(file);
  return (item) => peersOf(item, BUILT);
}

const others = peers();
const found = [];
for (const item of JSON.parse(readFileSync(0, "utf8")))
  found.push(await measured(item, clock, others));
process.stdout.write(JSON.stringify(found));
