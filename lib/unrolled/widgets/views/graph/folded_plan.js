// The network folded up: the columns of all steps on one place, of which one is seen, and the way
// from step to step as a loop.

import { RowPlan } from "./rows.js";

const WIDE = 260; // of the diagram, at most
const OUT = 46; // how far the loop goes

export class FoldedPlan extends RowPlan {
  /**
   * @param {import("../../engine/recorded.js").Recorded} recorded
   * @param {import("../../engine/anatomy.js").Anatomy} parts
   * @param {number} room
   */
  constructor(recorded, parts, room) {
    super(recorded, parts, room);
    this.total = Math.min(room, WIDE);
    this.x = () => this.total / 2;
  }

  /** @param {import("../../engine/anatomy.js").Edge} edge */
  route(edge) {
    const [from, to] = [this.end(edge.from), this.end(edge.to)];
    return from.t === to.t ? super.route(edge) : loop(from, to);
  }
}

/** Out on the left of a state, and into what the next step makes of it. */
function loop(from, to) {
  const [x0, x1] = [from.x - from.wide / 2 - 5, to.x - to.wide / 2 - 5];
  const far = Math.min(x0, x1) - OUT;
  return {
    middle: [far + OUT / 4, (from.y + to.y) / 2],
    path: `M${x0} ${from.y}C${far} ${from.y} ${far} ${to.y} ${x1} ${to.y}`,
  };
}
