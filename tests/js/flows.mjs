/** Runs the page's own flow for each setting read from stdin; prints what it finds. */

import { readFileSync } from "node:fs";

import { Flow, leavesOf } from "../../lib/unrolled/widgets/vanishing/flow.js";

const { programs, networks, settings } = JSON.parse(readFileSync(0, "utf8"));
const flows = new Map(); // used again for other settings, as in the page

const found = settings.map((setting) => {
  const { network, size, activation, steps } = setting;
  const which = network === "helo" ? "helo" : size;
  const key = `${which} ${activation}`;
  if (!flows.has(key)) flows.set(key, new Flow(programs[which][activation]));
  const xs = network === "steps" ? networks.steps.slice(0, steps) : networks[network];
  const H = network === "helo" ? 3 : size;
  const places = network === "helo" ? [0, 0] : networks.first;
  const first = [...places, ...Array(H - 2).fill(0)];
  const leaves = leavesOf(networks, setting);
  const { states, stretches, bound } = flows.get(key).run({ leaves, xs, first, other: first });
  const plain = (list) => list.map((values) => Array.from(values));
  return { states: plain(states), stretches: plain(stretches), bound: Array.from(bound) };
});
process.stdout.write(JSON.stringify(found));
