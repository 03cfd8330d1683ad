// One value in each row: every step is a column of capsules, from the input up to the loss.

import { BasePlan } from "./base_plan.js";
import { around, over, upward } from "./routes.js";

const MANY = 13; // rows that stand closer
const FIRST = 36; // what the losses take, above the highest row
const ENTRY = 8; // room for an entry that still shows its sign
const BROAD = 24; // the block of a weight that has no room on the right of its arrow
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
    return rowRoute(this, this.end(edge.from), this.end(edge.to), edge.weight);
  }
}

/**
 * @param {BasePlan} plan
 * @param {import("./routes.js").End} from
 * @param {import("./routes.js").End} to
 * @param {string | null} weight
 * @returns {import("./plan.js").Route}
 */
export function rowRoute(plan, from, to, weight) {
  const { parts, recorded } = plan;
  const gap = recorded.gradients.size ? 3 : 0; // for the head of an arrow back
  if (from.t !== to.t) return over(from, to, gap);
  const order = [parts.input, ...parts.rows, parts.target];
  const between = order.slice(order.indexOf(from.name) + 1, order.indexOf(to.name));
  if (!between.length) return upward(from, to, gap, beside(plan, weight));
  const widest = Math.max(...between.map((name) => plan.spot(name).wide));
  const ends = to.name === parts.target;
  return around(from, to, gap, widest, { ends, free: !ends && !isFed(plan, to, between.at(-1)) });
}

/** Where a word or a weight stands beside an arrow: a broad one where no way goes up. */
function beside({ narrow, measures }, weight) {
  if (narrow) return 15;
  const wide = weight ? measures.chip(weight) : 0;
  return wide > BROAD ? -(wide / 2 + 7) : 17;
}

/** Whether a value gets something from the row right below it. */
function isFed({ parts, recorded: { nodes } }, to, below) {
  const into = parts.edges.filter((edge) => nodes[edge.to].name === to.name);
  return into.some((edge) => nodes[edge.from].name === below);
}
