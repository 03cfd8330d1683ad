// The ways of the page's graph of each program, as pairs of nodes, without the targets.

import { readFileSync } from "node:fs";
import { anatomy } from "../../lib/unrolled/widgets/engine/anatomy.js";
import { Recorded } from "../../lib/unrolled/widgets/engine/recorded.js";

const programs = JSON.parse(readFileSync(0, "utf8"));
const edges = programs.map((program) =>
  anatomy(new Recorded(program)).edges.map(({ from, to, weight }) => [from, to, weight]),
);
process.stdout.write(JSON.stringify(edges));
