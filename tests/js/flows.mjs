/** Runs the page's own flow for each setting read from stdin; prints what it finds. */

import { readFileSync } from "node:fs";

import { Flow, leavesOf } from "../../lib/unrolled/widgets/vanishing/flow.js";

const { programs, networks, drawn, settings } = JSON.parse(readFileSync(0, "utf8"));
const flows = new Map(); // used again for other settings, as in the page

const found = settings.map((setting) => {
  const { size, activation, steps } = setting;
  const network = networks.find(({ name }) => name === setting.network);
  const which = network.own ? network.name : size;
  const key = `${which} ${activation}`;
  if (!flows.has(key)) flows.set(key, new Flow(programs[which][activation]));
  const xs = network.tokens.length ? network.xs : network.xs.slice(0, steps);
  const { first } = network;
  const leaves = leavesOf(network, drawn, setting);
  const { states, stretches, bound } = flows.get(key).run({ leaves, xs, first, other: first });
  const plain = (list) => list.map((values) => Array.from(values));
  return { states: plain(states), stretches: plain(stretches), bound: Array.from(bound) };
});
process.stdout.write(JSON.stringify(found));
