// From operations to ticks: what a reader steps through, forward and back.
//
// The operations of one equation are cut where a sentence would end: each product, the sum
// that follows, a function, a call.  A call is one tick until it is opened.

import { primitive } from "./scalars.js";
import { totalsOf } from "./shares.js";
import { operandsOf } from "./types.js";

/** @typedef {import("./types.js").Program} Program */
/** @typedef {import("./shares.js").Total} Total */

/**
 * @typedef {object} Moment  what one equation does at one step
 * @property {number | null} t
 * @property {string | null} eq
 * @property {string} [cell]
 * @property {number[]} nodes
 * @property {Total | null} total
 */

/**
 * @typedef {object} Piece  what will be one tick
 * @property {string} kind
 * @property {number[]} nodes
 * @property {number | null} group  the closed call that it is
 * @property {number | null} inside  the opened call around it
 */

const STRUCTURE = new Set(["transpose", "reshape", "index", "stack", "concatenate", "broadcast"]);
const VIEWS = new Set(["transpose", "reshape", "index"]); // one each, however often they are used
const SUMS = new Set(["add", "subtract"]);
const ENTRYWISE = new Set(["call", "map", "sum", "step"]);

/**
 * @typedef {object} Tick
 * @property {string} kind  read, product, affine, sum, map, call, entrywise, share or step
 * @property {boolean} back  whether it belongs to the way back
 * @property {number | null} t  time step from 1; null for what belongs to no step
 * @property {number[]} nodes  operations that run, in order
 * @property {number} out  the value that the tick is about
 * @property {string} line  key into the program's lines
 * @property {[number, number]} span  columns of the sub-expression in that line
 * @property {string} code  that sub-expression
 * @property {string | null} eq  tag of the equation
 * @property {string | null} call  function of a closed call, or of the opened call around it
 * @property {number | null} group  that call
 * @property {string} [cell]  of a network: the one that it runs in
 * @property {boolean} open  whether it is inside an opened call
 * @property {import("./shares.js").Total | null} total  the sum that a share is added to
 */

/**
 * List the ticks of the way forward and, if there is one, of the way back.
 *
 * @param {Program} program
 * @param {Set<string>} open  functions whose calls are opened
 * @returns {Tick[]}
 */
export function ticksOf(program, open) {
  const ticks = [];
  let last = 0;
  for (const moment of caused(program, moments(program, ordered(program)))) {
    const { t, nodes } = moment;
    if (t !== null && t > last) ticks.push(...readTicks(program, t));
    last = Math.max(last, t ?? 0);
    ticks.push(...piecesOf(program, nodes, open).map((piece) => tickOf(program, piece, moment)));
  }
  const totals = totalsOf(program);
  for (const moment of caused(program, turned(program, totals))) {
    const { nodes, total } = moment;
    const pieces = total
      ? [{ kind: "share", nodes, group: groupOf(program, lastOf(nodes)), inside: null }]
      : piecesOf(program, nodes, open);
    for (const piece of pieces)
      ticks.push({ ...tickOf(program, piece, moment), back: true, total });
  }
  return ticks;
}

/**
 * Operations in the order of telling: step by step, and in each step as they ran.
 *
 * @param {Program} program
 */
function ordered(program) {
  const { nodes } = program;
  const early = new Array(nodes.length).fill(false); // no step of its own, but needed by one
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (nodes[i].t !== undefined || early[i]) for (const j of nodes[i].in ?? []) early[j] = true;
  }
  const time = (/** @type {number} */ i) => nodes[i].t ?? (early[i] ? 0 : Infinity);
  return [...nodes.keys()]
    .filter((i) => nodes[i].in && nodes[i].at !== undefined && !nodes[i].back)
    .sort((i, j) => time(i) - time(j) || i - j);
}

/**
 * What one equation does at one step; a share of a total is a moment of its own.
 *
 * @param {Program} program
 * @param {number[]} order
 * @param {Map<number | undefined, Total>} totals
 * @param {Map<number, number>} owner
 */
function moments(program, order, totals = new Map(), owner = new Map()) {
  const found = new Map(); // the last moment of each kind
  const all = [];
  for (const i of order) {
    const { t = null, cell } = program.nodes[i];
    const eq = program.places[program.nodes[i].at ?? -1]?.eq ?? null;
    const sum = owner.get(i);
    const line = eq ?? (isPart(program, i) ? program.nodes[i].at : null);
    const key = `${t}/${line}/${cell}/${sum ?? ""}`;
    if (!found.has(key) || runsAgain(program, found.get(key).nodes, i)) {
      found.set(key, { t, eq, cell, nodes: [], total: totals.get(sum) ?? null });
      all.push(found.get(key));
    }
    found.get(key).nodes.push(i);
  }
  return all;
}

/**
 * Whether the line of an equation has run before in these operations, and now runs again, as
 * where a network merges directions after each of its layers, or parts them again.
 *
 * @param {Program} program
 * @param {number[]} before
 * @param {number} i
 */
function runsAgain(program, before, i) {
  const { nodes, places } = program;
  const { at, group, op } = nodes[i];
  const isEquation = places[at ?? -1]?.eq !== undefined && !VIEWS.has(op);
  if (group !== undefined || !(isPart(program, i) || isEquation)) return false;
  return before.some((j) => nodes[j].at === at && nodes[j].op === op);
}

/** Whether something that was computed is taken apart here. @param {Program} program @param {number} i */
const isPart = ({ nodes }, i) =>
  nodes[i].op === "index" && nodes[nodes[i].in?.[0] ?? i].in !== undefined;

/**
 * The same moments, each after those that it needs: a cell that reads from the end goes
 * through all steps before any step can use what it says.  What waits for nothing stays.
 *
 * @param {Program} program
 * @param {Moment[]} told  in the order of telling
 */
function caused(program, told) {
  const { nodes } = program;
  /** @type {Map<number, Moment>} */
  const owner = new Map(told.flatMap((moment) => moment.nodes.map((i) => [i, moment])));
  const sources = new Map(); // of a node that belongs to no moment: the moments before it
  /** @type {(i: number) => Moment[]} */
  const from = (i) => {
    const own = owner.get(i);
    if (own) return [own];
    if (!sources.has(i)) sources.set(i, operandsOf(nodes[i]).flatMap(from));
    return sources.get(i);
  };
  const needs = new Map(
    told.map((moment) => [
      moment,
      new Set(moment.nodes.flatMap((i) => operandsOf(nodes[i]).flatMap(from))),
    ]),
  );
  const done = new Set();
  const ready = (/** @type {Moment} */ moment) =>
    [...(needs.get(moment) ?? [])].every((other) => other === moment || done.has(other));
  for (let waiting = [...told]; waiting.length; ) {
    const next = Math.max(0, waiting.findIndex(ready)); // none: two that need each other
    done.add(waiting[next]);
    waiting.splice(next, 1);
  }
  return /** @type {Moment[]} */ ([...done]);
}

/**
 * The moments of the way back: from the last step to the first, shares when they are due.
 *
 * @param {Program} program
 * @param {Map<number, Total>} totals
 */
function turned(program, totals) {
  const { nodes } = program;
  const owner = new Map(); // an operation -> the sum so far that it belongs to
  for (const sum of totals.keys()) {
    const [, share] = operandsOf(nodes[sum]);
    owner.set(sum, sum);
    if (nodes[share].group === nodes[sum].group && nodes[share].t === nodes[sum].t)
      owner.set(share, sum);
  }
  const order = [...nodes.keys()].filter(
    (i) => nodes[i].back && nodes[i].in && nodes[i].at !== undefined,
  );
  const all = moments(program, order, totals, owner);
  const place = new Map(); // an operation -> when its moment is told
  for (const moment of all)
    for (const i of moment.nodes) place.set(i, moment.total ? -1 : moment.nodes.at(-1));
  const due = (/** @type {Moment} */ { nodes: own, total, t }) => {
    if (!total) return lastOf(own);
    const needed = own.flatMap((i) => operandsOf(nodes[i])).filter((i) => nodes[i].t === t);
    return Math.max(...needed.map((i) => place.get(i) ?? -1)) + 0.5;
  };
  const time = (/** @type {Moment} */ moment) => moment.t ?? 0;
  return all.sort((a, b) => time(b) - time(a) || due(a) - due(b) || a.nodes[0] - b.nodes[0]);
}

/**
 * The tick that reads the input of a step.
 *
 * @param {Program} program
 * @param {number} t
 * @returns {Tick[]}
 */
function readTicks(program, t) {
  return program.leaves
    .filter((leaf) => leaf.role === "input" && leaf.t === t)
    .map((leaf) => {
      const user = program.nodes.find(
        (node) => node.in?.includes(leaf.node) && node.at !== undefined,
      );
      const place = program.places[user?.at ?? -1];
      const line = `${place.fn}:${place.line}`;
      const token = program.lines[line]?.tokens.find((part) => part[2] === leaf.name);
      const span = /** @type {[number, number]} */ (token ? [token[0], token[1]] : place.col);
      return {
        kind: "read",
        back: false,
        t,
        nodes: [],
        out: leaf.node,
        line,
        span,
        code: "read",
        eq: place.eq ?? null,
        call: null,
        group: null,
        open: false,
        total: null,
      };
    });
}

/**
 * Cut the operations of one equation at one step into pieces.
 *
 * @param {Program} program
 * @param {number[]} nodes
 * @param {Set<string>} open
 */
function piecesOf(program, nodes, open) {
  /** @type {Piece[]} */
  const pieces = [];
  let waiting = []; // structure joins what uses it
  for (const i of sumsLast(program, nodes)) {
    const node = program.nodes[i];
    const last = pieces.at(-1);
    if (STRUCTURE.has(node.op)) {
      waiting.push(i);
      continue;
    }
    const { group, inside } = closedCall(program, node, open);
    const kind = kindOf(node, group);
    const joins =
      last &&
      last.inside === inside &&
      ((group !== null && last.group === group) ||
        (group === null &&
          last.group === null &&
          kind === last.kind &&
          (kind === "sum" || kind === "step") &&
          inside === null));
    if (joins) last.nodes.push(...waiting, i);
    else pieces.push({ kind, nodes: [...waiting, i], group, inside });
    waiting = [];
  }
  const stacks = waiting.every((i) => program.nodes[i].op === "stack"); // nothing to be told
  if (!stacks) pieces.push({ kind: "step", nodes: waiting, group: null, inside: null });
  return merged(program, pieces);
}

/**
 * A sum of many terms is told at its end, not after each of them.
 *
 * @param {Program} program
 * @param {number[]} nodes
 */
function sumsLast(program, nodes) {
  const { nodes: all } = program;
  const isSum = (/** @type {number} */ i) => SUMS.has(all[i].op) && all[i].group === undefined;
  const waits = new Map(); // a sum -> the sum that goes on with it
  for (const i of nodes.filter(isSum)) {
    const users = nodes.filter((j) => operandsOf(all[j]).includes(i));
    if (users.length === 1 && isSum(users[0]) && !all[i].name) waits.set(i, users[0]);
  }
  /** @type {number[]} */
  const order = [];
  const put = (/** @type {number} */ j) => {
    for (const [i, user] of waits) if (user === j) put(i);
    order.push(j);
  };
  for (const i of nodes) if (!waits.has(i)) put(i);
  return order;
}

/** @param {import("./types.js").Node} node @param {number | null} group */
function kindOf(node, group) {
  if (group !== null) return "call";
  if (node.op === "matmul") return "product";
  if (SUMS.has(node.op)) return "sum";
  return primitive(node.op) ? "map" : "step";
}

/**
 * The outermost call around an operation that is not opened, and the opened one around it.
 *
 * @param {Program} program
 * @param {import("./types.js").Node} node
 * @param {Set<string>} open
 */
function closedCall(program, node, open) {
  const chain = [];
  for (let g = node.group ?? null; g !== null; g = program.groups[g].parent) chain.unshift(g);
  let inside = null;
  for (const g of chain) {
    if (!open.has(program.groups[g].fn)) return { group: g, inside };
    inside = g;
  }
  return { group: null, inside };
}

/**
 * A product and the sum that follows it are one thought: V h + c, or (1 − h²) ⊙ dh.
 *
 * @param {Program} program
 * @param {Piece[]} pieces
 */
function merged(program, pieces) {
  const { nodes } = program;
  const plain = pieces.every(({ kind, inside }) => inside === null && ENTRYWISE.has(kind));
  const times = pieces.some(
    (piece) => piece.kind === "step" && piece.nodes.some((i) => nodes[i].op === "multiply"),
  );
  const all = pieces.flatMap((piece) => piece.nodes);
  const vectors = all.every((i) => nodes[i].shape.length === 1);
  if (plain && times && vectors)
    return [{ kind: "entrywise", nodes: all, group: null, inside: null }];
  const products = pieces.filter((piece) => piece.kind === "product").length;
  if (products !== 1) return pieces;
  const at = pieces.findIndex((piece) => piece.kind === "product");
  const [product, sum] = pieces.slice(at, at + 2);
  if (sum?.kind !== "sum") return pieces;
  const both = { ...product, kind: "affine", nodes: [...product.nodes, ...sum.nodes] };
  return [...pieces.slice(0, at), both, ...pieces.slice(at + 2)];
}

/**
 * @param {Program} program
 * @param {Piece} piece
 * @param {Moment} moment
 * @returns {Tick}
 */
function tickOf(program, { kind, nodes, group, inside }, { t, eq, cell }) {
  const out = lastOf(nodes);
  const at = group === null ? program.nodes[out].at : program.groups[group].at;
  const place = program.places[at ?? -1];
  const source = program.sources[place.fn];
  const text = source?.text.split("\n")[place.line - source.line] ?? "";
  const around = kind === "share" ? null : (group ?? inside);
  return {
    kind,
    back: false,
    t,
    nodes,
    out,
    eq,
    cell,
    group: around,
    open: inside !== null,
    call: around === null ? null : program.groups[around].fn,
    line: `${place.fn}:${place.line}`,
    span: place.col,
    code: text.slice(place.col[0], place.col[1]),
    total: null,
  };
}

/** @param {number[]} nodes  at least one */
const lastOf = (nodes) => nodes[nodes.length - 1];

/** @param {Program} program @param {number} i */
const groupOf = (program, i) => program.nodes[i].group ?? null;
