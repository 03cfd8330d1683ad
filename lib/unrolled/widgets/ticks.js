// From operations to ticks: what a reader steps through.
//
// The operations of one equation are cut where a sentence would end: each product, the sum
// that follows, a function, a call.  A call is one tick until it is opened.

import { primitive } from "./replay.js";

const STRUCTURE = new Set(["transpose", "reshape", "index", "stack", "concatenate", "broadcast"]);
const SUMS = new Set(["add", "subtract"]);

/**
 * @typedef {object} Tick
 * @property {string} kind  read, product, affine, sum, map, call or step
 * @property {number | null} t  time step from 1; null for what belongs to no step
 * @property {number[]} nodes  operations that run, in order
 * @property {number} out  the value that the tick is about
 * @property {string} line  key into the program's lines
 * @property {[number, number]} span  columns of the sub-expression in that line
 * @property {string} code  that sub-expression
 * @property {string | null} eq  tag of the equation
 * @property {string | null} call  function of a closed call, or of the opened call around it
 * @property {number | null} group  that call
 * @property {boolean} open  whether it is inside an opened call
 */

/**
 * List the ticks of the way forward.
 *
 * @param {any} program
 * @param {Set<string>} open  functions whose calls are opened
 * @returns {Tick[]}
 */
export function ticksOf(program, open) {
  const moments = new Map();
  for (const i of ordered(program)) {
    const { t = null } = program.nodes[i];
    const eq = program.places[program.nodes[i].at].eq ?? null;
    const key = `${t}/${eq}`;
    if (!moments.has(key)) moments.set(key, { t, eq, nodes: [] });
    moments.get(key).nodes.push(i);
  }
  const ticks = [];
  let last = null;
  for (const { t, eq, nodes } of moments.values()) {
    if (t !== null && t !== last) ticks.push(...readTicks(program, t));
    last = t;
    ticks.push(...piecesOf(program, nodes, open).map((piece) => tickOf(program, piece, t, eq)));
  }
  return ticks;
}

/** Operations in the order of telling: step by step, and in each step as they ran. */
function ordered(program) {
  const { nodes } = program;
  const early = new Array(nodes.length).fill(false); // no step of its own, but needed by one
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (nodes[i].t !== undefined || early[i]) for (const j of nodes[i].in ?? []) early[j] = true;
  }
  const time = (i) => nodes[i].t ?? (early[i] ? 0 : Infinity);
  return [...nodes.keys()]
    .filter((i) => nodes[i].in && nodes[i].at !== undefined && !nodes[i].back)
    .sort((i, j) => time(i) - time(j) || i - j);
}

/** The tick that reads the input of a step. */
function readTicks(program, t) {
  return program.leaves
    .filter((leaf) => leaf.role === "input" && leaf.t === t)
    .map((leaf) => {
      const user = program.nodes.find(
        (node) => node.in?.includes(leaf.node) && node.at !== undefined,
      );
      const place = program.places[user.at];
      const line = `${place.fn}:${place.line}`;
      const token = program.lines[line]?.tokens.find((part) => part[2] === leaf.name);
      const span = /** @type {[number, number]} */ (token ? [token[0], token[1]] : place.col);
      return {
        kind: "read",
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
      };
    });
}

/** Cut the operations of one equation at one step into pieces. */
function piecesOf(program, nodes, open) {
  const pieces = [];
  let waiting = []; // structure joins what uses it
  for (const i of nodes) {
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
  if (waiting.length) pieces.push({ kind: "step", nodes: waiting, group: null, inside: null });
  return merged(pieces);
}

function kindOf(node, group) {
  if (group !== null) return "call";
  if (node.op === "matmul") return "product";
  if (SUMS.has(node.op)) return "sum";
  return primitive(node.op) ? "map" : "step";
}

/** The outermost call around an operation that is not opened, and the opened one around it. */
function closedCall(program, node, open) {
  const chain = [];
  for (let g = node.group; g !== undefined && g !== null; g = program.groups[g].parent)
    chain.unshift(g);
  let inside = null;
  for (const g of chain) {
    if (!open.has(program.groups[g].fn)) return { group: g, inside };
    inside = g;
  }
  return { group: null, inside };
}

/** A single product and the sum that follows it are one thought: V h + c. */
function merged(pieces) {
  const products = pieces.filter((piece) => piece.kind === "product").length;
  if (products !== 1) return pieces;
  const at = pieces.findIndex((piece) => piece.kind === "product");
  const [product, sum] = pieces.slice(at, at + 2);
  if (sum?.kind !== "sum") return pieces;
  const both = { ...product, kind: "affine", nodes: [...product.nodes, ...sum.nodes] };
  return [...pieces.slice(0, at), both, ...pieces.slice(at + 2)];
}

function tickOf(program, { kind, nodes, group, inside }, t, eq) {
  const out = nodes.at(-1);
  const place = program.places[group === null ? program.nodes[out].at : program.groups[group].at];
  const source = program.sources[place.fn];
  const text = source?.text.split("\n")[place.line - source.line] ?? "";
  const around = group ?? inside;
  return {
    kind,
    t,
    nodes,
    out,
    eq,
    group: around,
    open: inside !== null,
    call: around === null ? null : program.groups[around].fn,
    line: `${place.fn}:${place.line}`,
    span: place.col,
    code: text.slice(place.col[0], place.col[1]),
  };
}
