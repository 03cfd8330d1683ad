// Every operation that a program may hold, and how it is planned.
//
// A plan is made once, of arrays that already exist; what it gives only does arithmetic.

import { ALONG } from "./along.js";
import { concatenate, stack } from "./joins.js";
import { loopOf } from "./loops.js";
import { broadcast, index, reshape, take, transpose } from "./moves.js";
import { BINARY, FOLD, UNARY, where } from "./scalars.js";
import { broadcastShape, checkShape, spread } from "./shapes.js";
import { matmul, norm, outer, reduction } from "./sums.js";
import { svdvals } from "./svd.js";

/**
 * @typedef {{data: Float64Array, shape: number[]}} Tensor
 * @typedef {(out: Tensor, inputs: Tensor[], attrs: any) => () => void} Plan
 */

/**
 * The scalar function `f` applied to every element, with broadcasting.
 *
 * @type {(f: (...numbers: number[]) => number, op: string) => Plan}
 */
const elementwise =
  (f, op) =>
  ({ data: out, shape }, inputs) => {
    checkShape({ shape }, broadcastShape(...inputs.map((input) => input.shape)));
    const arrays = inputs.map((input) => input.data);
    const loop = loopOf(op, out, arrays);
    if (loop) return loop;
    const [x, y, z] = arrays;
    const [p, q, r] = inputs.map((input) => spread(input.shape, shape));
    if (inputs.length === 1) {
      return () => {
        for (let i = 0; i < out.length; i++) out[i] = f(x[i]);
      };
    }
    if (inputs.length === 2) {
      return () => {
        for (let i = 0; i < out.length; i++) out[i] = f(x[p[i]], y[q[i]]);
      };
    }
    return () => {
      for (let i = 0; i < out.length; i++) out[i] = f(x[p[i]], y[q[i]], z[r[i]]);
    };
  };

/**
 * @template T
 * @param {Record<string, T>} table
 * @param {(entry: T, op: string) => Plan} plan
 * @param {number} arity
 * @returns {[string, {arity: number, plan: Plan}][]}
 */
const each = (table, plan, arity) =>
  Object.entries(table).map(([op, f]) => [op, { arity, plan: plan(f, op) }]);

/** Every primitive: how many arrays it takes (0: any number) and how it is planned. */
export const OPS = new Map([
  ...each(UNARY, elementwise, 1),
  ...each(BINARY, elementwise, 2),
  ...each({ where }, elementwise, 3),
  ...each(FOLD, reduction, 1),
  ...each({ transpose, reshape, broadcast, index, norm, svdvals, ...ALONG }, (plan) => plan, 1),
  ...each({ matmul, outer, take }, (plan) => plan, 2),
  ...each({ concatenate, stack }, (plan) => plan, 0),
]);
