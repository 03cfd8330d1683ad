/** The ticks of the programs on stdin, and where their values stand in rooms of two sizes. */

import { readFileSync } from "node:fs";

import { anatomy } from "../../lib/unrolled/widgets/engine/anatomy.js";
import { Journey } from "../../lib/unrolled/widgets/engine/journey.js";
import { Recorded } from "../../lib/unrolled/widgets/engine/recorded.js";
import { planOf } from "../../lib/unrolled/widgets/views/graph/plan.js";

const told = JSON.parse(readFileSync(0, "utf8")).map((program) => {
  const recorded = new Recorded(program);
  const parts = anatomy(recorded);
  const placed = (room) => {
    const plan = planOf(recorded, parts, room);
    return [...recorded.nodes.keys()]
      .filter(
        (i) => recorded.nodes[i].t !== undefined && parts.rows.includes(recorded.nodes[i].name),
      )
      .map((i) => {
        const { name, t } = recorded.nodes[i];
        const { x, dx, y, wide, tall } = plan.end(i);
        return { name, t, x: x + dx, y, wide, tall };
      });
  };
  const { ticks } = new Journey(recorded, parts.edges, []);
  return { ticks, plans: { 435: placed(435), 1100: placed(1100) } };
});
process.stdout.write(JSON.stringify(told));
