/** Times updates in Node, by the processor's time: items from stdin, see `update_ways.mjs`. */

import { readFileSync } from "node:fs";

import { measured } from "./update_ways.mjs";

const clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map((item) => measured(item, clock))));
