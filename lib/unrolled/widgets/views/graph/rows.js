// One value in each row: every step is a column of capsules, from the input up to the loss.

import { BasePlan } from "./base_plan.js";
import { around, over, upward } from "./routes.js";

const MANY = 13; // rows that stand closer
const FIRST = 36; // what the losses take, above the highest row
const ENTRY = 8; // room for an entry that still shows its sign
const BESIDE = 18; // what a column leaves free for the way to the next

export class RowPlan extends BasePlan {
  get margin() {
    const { symbols } = this.recorded;
    const letters = (name) => (symbols[name]?.glyph ?? name).replace(/\p{M}/gu, "").length;
    return 5 + 5 * Math.min(4, Math.max(1, ...this.parts.rows.map(letters)));
  }

  get crowded() {
    return false;
  }

  get widest() {
    return Math.max(1, ...this.parts.rows.map((name) => this.measures.count(name)));
  }

  /** @param {number} room */
  least(room) {
    return Math.max(room < 400 ? 58 : 66, Math.min(this.widest * ENTRY + 26, 130));
  }

  places() {
    const { parts, narrow, measures } = this;
    const usual = narrow ? 49 : 55;
    const pitch = parts.rows.length > MANY ? 47 : usual;
    const cell = Math.min(narrow ? 10 : 12, (this.spacing - BESIDE) / this.widest);
    const count = parts.rows.length;
    const spots = new Map(
      parts.rows.map((name, n) => {
        const tall = measures.tall(name);
        const wide = measures.count(name) * cell + 8;
        const y = FIRST + pitch * (count - n) - 20;
        return [name, { dx: 0, y, wide, high: tall, tall, cell, crowded: false, legend: false }];
      }),
    );
    return { spots, floor: FIRST + pitch * (count + (parts.input ? 1 : 0)) - 28 };
  }

  /** The way of an edge: straight up, around what lies between, or over from another step. */
  route(edge) {
    return rowRoute(this, this.end(edge.from), this.end(edge.to));
  }
}

/**
 * @param {BasePlan} plan
 * @param {import("./routes.js").End} from
 * @param {import("./routes.js").End} to
 * @returns {import("./plan.js").Route}
 */
export function rowRoute(plan, from, to) {
  const { parts, recorded, narrow } = plan;
  const gap = recorded.gradients.size ? 3 : 0; // for the head of an arrow back
  if (from.t !== to.t) return over(from, to, gap);
  const order = [parts.input, ...parts.rows, parts.target];
  const between = order.slice(order.indexOf(from.name) + 1, order.indexOf(to.name));
  if (!between.length) return upward(from, to, gap, narrow ? 15 : 17);
  const widest = Math.max(...between.map((name) => plan.spot(name).wide));
  return around(from, to, gap, widest, to.name === parts.target);
}
