// Equations: tokens of a line of code, written with the book's symbols.

import { draw, make } from "../kit/dom.js";
import { long, sized } from "../kit/numbers.js";

const LONGEST = 14; // letters that an expression over a value may have
const HALF = 0.5; // is written as a fraction
export const SIGNS = { add: "+", subtract: "\u2212", multiply: "⊙", divide: "÷" };
export const STEPS = { exp: "exp", log: "ln", negative: "\u2212", sum: "Σ", max: "max" };
export const JOINED = "side by side"; // what a concatenation does

/**
 * A symbol with its step: h with index 2.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {string} name  as in the code
 * @param {number | null} t  the running step
 * @param {boolean} [coloured]
 */
export function symbol(recorded, name, t, coloured = true) {
  const known = recorded.symbols[name];
  if (!known) return make("span.u-math", {}, name);
  const { glyph, role, sup = "" } = known;
  const step = stepOf(known, t);
  const both = sup !== "" && step !== "";
  const indices = both
    ? make("span.u-indices", {}, make("span", {}, sup), make("span", {}, step))
    : (sup && make("sup", {}, sup)) || (step && make("sub", {}, step));
  const parts = glyph.split(INDEX); // glyph, "" or ">", glyph, …
  const inner =
    parts.length > 1
      ? parts.map((part, n) => (n % 2 ? step && make("sub", {}, part + step) : part))
      : [glyph, indices];
  return make(`span.u-math${coloured ? `.u-${role}` : ""}`, {}, inner.filter(Boolean));
}

/** A glyph may say where its index stands, and that it stands for all that is later. */
const INDEX = /(>?)_/;

const stepOf = ({ time = 0 }, t) =>
  time === null || t === null ? "" : String(t + time).replace("-", "\u2212");

/** Same as text, for labels that are read aloud: "h 2". */
function spoken(recorded, name, t) {
  const known = recorded.symbols[name];
  if (!known) return name;
  const { glyph, sup = "" } = known;
  const plain = glyph.replace(/>?_/g, "");
  return [plain, sup, stepOf(known, t)].filter((x) => x !== "").join(" ");
}

/** A symbol without its step, as SVG text. */
export function glyphOf(recorded, name) {
  const { glyph = name, sup = "" } = recorded.symbols[name] ?? {};
  const own = glyph.endsWith(TILDE) ? underTilde(glyph.slice(0, -1)) : [glyph];
  return sup ? [...own, draw("tspan", { dy: -5, "font-size": 12 }, sup)] : own;
}

const TILDE = "\u0303"; // combining: small and bold it runs into its letter

/** A letter, and above it a tilde that stands free. @param {string} letter */
const underTilde = (letter) => [
  draw("tspan", { dx: "0.12em", dy: "-0.6em" }, "~"),
  draw("tspan", { dx: "-0.64em", dy: "0.6em" }, letter),
];

/** Signs and numbers between symbols; a transpose stands raised. @param {string} text */
export function sign(text) {
  const parts = text.split("⊤");
  return make(
    "span.u-math.u-plain",
    {},
    parts.flatMap((part, n) => (n ? [make("sup", {}, "⊤"), part] : [part])),
  );
}

/** Tokens as elements. */
export function written(recorded, tokens, t) {
  return tokens.map(([, , text, isSymbol]) => (isSymbol ? symbol(recorded, text, t) : sign(text)));
}

/**
 * The step of what operations take in by a name: a window at step 3 reads the x of step 2, too.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number[]} nodes  the operations
 * @param {string} name
 * @param {number | null} t  the running step
 */
export function stepIn(recorded, nodes, name, t) {
  const own = nodes.flatMap((i) => recorded.nodes[i].in ?? []).map((j) => recorded.nodes[j]);
  return own.find((node) => node.name === name && node.t !== undefined)?.t ?? t;
}

/**
 * The name of a value: its symbol, or the expression that gives it.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number} i
 * @returns {Node[]}
 */
export function nameOf(recorded, i) {
  const node = recorded.nodes[i];
  if (node.name) return [symbol(recorded, node.name, node.t ?? null)];
  const total = recorded.totals.get(i);
  if (total?.name) return [symbol(recorded, total.name, null)];
  if (node.op === "const") return [make("span.u-math.u-plain", {}, constant(recorded, i))];
  if (node.op === "outer")
    return [
      ...nameOf(recorded, node.in[0]),
      " ",
      ...nameOf(recorded, node.in[1]),
      make("sup", {}, "⊤"),
    ];
  const own = node.back && wordOf(recorded, i);
  if (own) return [make("span.u-word", {}, own)];
  if (isScaled(recorded, i)) return doing(recorded, i);
  const tokens = tokensOf(recorded, i);
  const text = tokens.map(([, , part]) => part).join("");
  const step = (/** @type {string} */ name) => stepIn(recorded, [i], name, node.t ?? null);
  if (text && text.length <= LONGEST)
    return tokens.flatMap((token) => written(recorded, [token], step(token[2])));
  const target = targetOf(recorded, i, tokens);
  if (target.length) return written(recorded, target, node.t ?? null);
  const call = callOf(recorded, i);
  if (call) return [make("span.u-word", {}, words(call.fn))];
  const used = tokens.length ? undefined : usedAs(recorded, i);
  return used ? written(recorded, [used], null) : doing(recorded, i);
}

const NAME = /^[a-z]\w*$/i;

/**
 * What the line that uses a value calls it, if no line gives it a name: the one name in it
 * that no other operand has.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number} i
 */
function usedAs(recorded, i) {
  const { nodes } = recorded;
  const namesOf = (/** @type {number} */ j) =>
    nodes[j].name ? [nodes[j].name] : j === i ? [] : (nodes[j].in ?? []).flatMap(namesOf);
  const users = [...nodes.keys()].filter((j) => nodes[j].in?.includes(i));
  return users
    .map((user) => {
      const others = nodes[user].in.flatMap(namesOf);
      const isLeft = ([, , text]) => NAME.test(text) && !others.includes(text);
      return tokensOf(recorded, user).filter(isLeft);
    })
    .find((left) => left.length === 1)?.[0];
}

/**
 * What an operation does, in a few signs: "exp", "½ · a", "y ⊙ ln softmax".
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number} i
 * @returns {Node[]}
 */
export function doing(recorded, i) {
  const { op, in: operands } = recorded.nodes[i];
  const parts = SIGNS[op] ? operands.map((j) => partOf(recorded, j)) : [];
  if (!parts.some(Boolean)) return [make("span.u-word", {}, STEPS[op] ?? op)];
  const dot = op === "multiply" && isScaled(recorded, i);
  const [one, other] = parts.map((part) => part ?? [sign("…")]);
  return [...one, sign(` ${dot ? "·" : SIGNS[op]} `), ...other];
}

/** An operand where it has a short name: a symbol, a constant, a call, a function of one. */
function partOf(recorded, j) {
  const { name, op, in: operands } = recorded.nodes[j];
  if (name || op === "const") return nameOf(recorded, j);
  if (op === "power") {
    const [base, exponent] = operands.map((k) => partOf(recorded, k));
    return base && exponent ? [...base, make("sup", {}, exponent)] : null;
  }
  const call = callOf(recorded, j);
  const word = call ? words(call.fn) : operands?.length === 1 && (STEPS[op] ?? op);
  return word ? [make("span.u-word", {}, word)] : null;
}

/** Whether a call computes with a constant there. */
function isScaled({ nodes }, i) {
  const { op, in: operands, group } = nodes[i];
  const fixed = (/** @type {number} */ j) => nodes[j].op === "const";
  return group !== undefined && op in SIGNS && operands.some(fixed);
}

/** What the code calls a value of the way back that no symbol stands for; "" for a part. */
function wordOf({ program, nodes }, i) {
  const place = program.places?.[nodes[i].at];
  const line = place && program.lines[`${place.fn}:${place.line}`];
  if (line?.target.length !== 1 || line.target[0][3]) return "";
  const [from, to] = place.col;
  const whole = line.tokens.every(([a, b]) => a >= from && b <= to);
  return whole ? line.target[0][2].replace(/_/g, " ") : "";
}

/** A constant, where it is the same everywhere. */
function constant(recorded, i) {
  const [first, ...rest] = recorded.values(i);
  if (rest.some((x) => x !== first)) return "const";
  if (first === HALF) return "½";
  return Math.abs(first) < 1e-6 && first !== 0 ? sized(first, 1) : long(first);
}

/** What a line calls the value of all its tokens; empty if this is not that value. */
function targetOf({ program, nodes }, i, tokens) {
  const place = program.places?.[nodes[i].at];
  const line = place && program.lines[`${place.fn}:${place.line}`];
  return line && tokens.length === line.tokens.length ? line.target : [];
}

/** The call that a value is the result of, if it is. */
function callOf({ nodes, program }, i) {
  const { group } = nodes[i];
  if (group === undefined) return null;
  const leaves = nodes.some((node) => node.in?.includes(i) && node.group !== group);
  return leaves ? program.groups[group] : null;
}

/** The name of a value as text. */
export function spokenName(recorded, i) {
  const node = recorded.nodes[i];
  if (node.name) return spoken(recorded, node.name, node.t ?? null);
  const total = recorded.totals.get(i);
  if (total?.name) return `${spoken(recorded, total.name, null)} so far`;
  if (node.op === "outer")
    return `${spokenName(recorded, node.in[0])} times ${spokenName(recorded, node.in[1])}`;
  const tokens = tokensOf(recorded, i);
  if (!tokens.length && node.op !== "const" && !callOf(recorded, i))
    return spoken(recorded, usedAs(recorded, i)?.[2] ?? "", null);
  return tokens
    .map((token) =>
      token[3]
        ? spoken(recorded, token[2], stepIn(recorded, [i], token[2], node.t ?? null))
        : token[2],
    )
    .join("");
}

/** The name of a value in the code: its own, or its sub-expression. */
export function codeName(recorded, i) {
  const node = recorded.nodes[i];
  if (node.op === "const") return constant(recorded, i);
  if (node.name || node.at === undefined) return node.name ?? "";
  const total = recorded.totals.get(i);
  if (total?.name) return total.name;
  const call = node.op === "outer" ? recorded.program.groups[node.group] : callOf(recorded, i);
  return codeAt(recorded.program, call?.at ?? node.at);
}

/** The sub-expression that stands at a place. */
function codeAt(program, at) {
  const { fn, line, col } = program.places[at];
  const source = program.sources[fn];
  return source?.text.split("\n")[line - source.line]?.slice(...col) ?? "";
}

function tokensOf(recorded, i) {
  const { program, nodes } = recorded;
  const place = program.places?.[callOf(recorded, i)?.at ?? nodes[i].at];
  const line = place && program.lines[`${place.fn}:${place.line}`];
  return line ? line.tokens.filter(([from, to]) => from >= place.col[0] && to <= place.col[1]) : [];
}

/** A function's name as words: log_softmax is "ln softmax". @param {string} fn */
export const words = (fn) => fn.split(".").at(-1).replace(/^log_/, "ln ").replace(/_/g, " ");
