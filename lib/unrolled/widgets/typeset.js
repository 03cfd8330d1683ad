// Equations: tokens of a line of code, written with the book's symbols.

import { make } from "./dom.js";

const LONGEST = 14; // letters that an expression over a value may have

/**
 * A symbol with its step: h with index 2.
 *
 * @param {import("./recorded.js").Recorded} recorded
 * @param {string} name  as in the code
 * @param {number | null} t  the running step
 * @param {boolean} [coloured]
 */
export function symbol(recorded, name, t, coloured = true) {
  const known = recorded.symbols[name];
  if (!known) return make("span.u-math", {}, name);
  const { glyph, role, time = 0, sup = "" } = known;
  const step = time === null || t === null ? "" : String(t + time).replace("-", "\u2212");
  const indices = sup
    ? make("span.u-indices", {}, make("span", {}, sup), make("span", {}, step))
    : step && make("sub", {}, step);
  return make(`span.u-math${coloured ? `.u-${role}` : ""}`, {}, glyph, indices || null);
}

/** Same as text, for labels that are read aloud: "h 2". */
export function spoken(recorded, name, t) {
  const known = recorded.symbols[name];
  if (!known) return name;
  const { glyph, time = 0, sup = "" } = known;
  return [glyph, sup, time === null || t === null ? "" : t + time]
    .filter((x) => x !== "")
    .join(" ");
}

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
 * The name of a value: its symbol, or the expression that gives it.
 *
 * @param {import("./recorded.js").Recorded} recorded
 * @param {number} i
 * @returns {Node[]}
 */
export function nameOf(recorded, i) {
  const node = recorded.nodes[i];
  if (node.name) return [symbol(recorded, node.name, node.t ?? null)];
  if (node.op === "const") return [make("span.u-math.u-plain", {}, "const")];
  const tokens = tokensOf(recorded.program, i);
  const text = tokens.map(([, , part]) => part).join("");
  if (text && text.length <= LONGEST) return written(recorded, tokens, node.t ?? null);
  return [make("span.u-word", {}, calledName(recorded, i))];
}

/** What a value with a long expression is called: the call that gave it, or the operation. */
function calledName(recorded, i) {
  const { nodes, program } = recorded;
  const { group, op } = nodes[i];
  const leaves = nodes.some((node) => node.in?.includes(i) && node.group !== group);
  return group !== undefined && leaves ? words(program.groups[group].fn) : op;
}

/** The name of a value as text. */
export function spokenName(recorded, i) {
  const node = recorded.nodes[i];
  if (node.name) return spoken(recorded, node.name, node.t ?? null);
  const tokens = tokensOf(recorded.program, i);
  return tokens
    .map((token) => (token[3] ? spoken(recorded, token[2], node.t ?? null) : token[2]))
    .join("");
}

/** The name of a value in the code: its own, or its sub-expression. */
export function codeName(recorded, i) {
  const node = recorded.nodes[i];
  if (node.name || node.at === undefined) return node.name ?? "";
  const { fn, line, col } = recorded.program.places[node.at];
  const source = recorded.program.sources[fn];
  return source?.text.split("\n")[line - source.line]?.slice(...col) ?? "";
}

function tokensOf(program, i) {
  const place = program.places?.[program.nodes[i].at];
  const line = place && program.lines[`${place.fn}:${place.line}`];
  return line ? line.tokens.filter(([from, to]) => from >= place.col[0] && to <= place.col[1]) : [];
}

/** A function's name as words: log_softmax is "ln softmax". @param {string} fn */
export const words = (fn) => fn.split(".").at(-1).replace(/^log_/, "ln ").replace(/_/g, " ");
