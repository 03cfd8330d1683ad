/** Tell every tick of the programs on stdin, for every unit: what the Tape says, in pieces. */

import { readFileSync } from "node:fs";

import { anatomy } from "../../lib/unrolled/widgets/engine/anatomy.js";
import { Journey } from "../../lib/unrolled/widgets/engine/journey.js";
import { Recorded } from "../../lib/unrolled/widgets/engine/recorded.js";
import { told } from "../../lib/unrolled/widgets/views/told.js";

const asked = JSON.parse(readFileSync(0, "utf8"));

const all = asked.map(({ program, captions }) => {
  const recorded = new Recorded(program);
  const opened = program.groups.map(({ fn }) => fn);
  const { edges } = anatomy(recorded);
  const ticks = [[], opened].flatMap((open) => new Journey(recorded, edges, open).ticks);
  return ticks.flatMap((tick) => {
    const size = Math.min(3, recorded.values(tick.out).length);
    return Array.from({ length: size }, (_, entry) => ({
      ...{ code: tick.code, t: tick.t, cell: tick.cell, out: tick.out, entry, back: tick.back },
      pieces: told(recorded, captions, { tick, entry, unit: recorded.placeOf(tick.out, entry) }),
    }));
  });
});
process.stdout.write(JSON.stringify(all));
