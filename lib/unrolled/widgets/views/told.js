// What is said at a tick: a caption of captions.py with its fields filled in, as pieces of a
// sentence.  Which value is the target, which are the scores, is said by the program.

import { long, percent, short } from "../kit/numbers.js";

const FLAT = 0.3; // a slope below it lets little through
const FIELD = /\{([^}]+)\}/g;
const FACT = "@"; // what is known of the tick; all other fields are values of the program

/**
 * @typedef {object} Piece
 * @property {string} [text]
 * @property {boolean} [strong]  whether the text stands out
 * @property {{i: number, e: number}} [value]  the entry of a value that the text gives
 * @property {string} [field]  as it stands in the caption
 * @property {string} [symbol]  instead of a text: a name, written as the running step's
 * @property {number | null} [t]
 * @property {number} [named]  instead of a text: a node, by its name
 *
 * @typedef {object} Asked
 * @property {import("../engine/ticks.js").Tick} tick
 * @property {number} entry  the entry that is followed
 * @property {string} unit  what to call it
 *
 * @typedef {string | Record<string, string>} Caption  or cases, by condition
 * @typedef {Record<string, any>} Facts
 */

/**
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {Record<string, Caption>} captions
 * @param {Asked} asked
 * @returns {Piece[]}
 */
export function told(recorded, captions, asked) {
  const caption = captionOf(recorded, captions, asked.tick);
  if (caption === undefined) return plain(recorded, asked);
  const facts = factsOf(recorded, asked);
  const text = typeof caption === "string" ? caption : chosen(caption, facts);
  const parts = text.split(FIELD); // text, field, text, field, …
  return parts.map((part, n) =>
    n % 2 ? { ...filled(recorded, asked, part, facts), field: part } : { text: part },
  );
}

/**
 * What is said of a tick.  A cell above another, or one that reads from the end, has sentences
 * of its own; of the others those that speak of no value are true of it, too.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {Record<string, Caption>} captions
 * @param {import("../engine/ticks.js").Tick} tick
 * @returns {Caption | undefined}
 */
function captionOf(recorded, captions, { code, cell }) {
  const usual = captions[code];
  if (!isInNetwork(recorded) || cell === undefined) return usual;
  const special = captions[`${code} in a network`];
  const cases = typeof usual === "string" ? [usual] : Object.values(usual ?? { none: "{" });
  return special ?? (cases.some((said) => said.includes("{")) ? undefined : usual);
}

/** Whether there are several cells. @param {import("../engine/recorded.js").Recorded} recorded */
const isInNetwork = ({ program }) => program.called !== undefined;

/**
 * The first case whose conditions all hold.
 *
 * @param {Record<string, string>} cases
 * @param {Facts} facts
 */
function chosen(cases, facts) {
  const holds = (condition) =>
    condition === "" || condition.split(", ").every((word) => facts[word]);
  // "first, given" is more special than "first", so it is tried before it
  const order = Object.keys(cases).sort(
    (a, b) => b.split(", ").length - a.split(", ").length || b.length - a.length,
  );
  return cases[order.find(holds)] ?? "";
}

// ---- what is known of a tick ------------------------------------------------------------

/** @returns {Facts} conditions by their words, and facts by their names */
function factsOf(recorded, asked) {
  const { t, cell = "" } = asked.tick;
  const { called = {}, equations } = recorded.program;
  const tags = Object.keys(equations).map((tag) => [tag, true]);
  const [first, last] = endsOf(recorded, asked.tick.cell);
  return {
    ...Object.fromEntries(tags),
    first: t === first,
    last: t === last,
    asked: recorded.leafAt("target", t) !== undefined,
    nothing: recorded.isOff("input", t),
    silent: recorded.isOff("switch", t),
    above: (called[cell]?.x ?? "x") !== "x",
    below: called[cell]?.dhs !== undefined,
    reverse: cell.endsWith("_reverse"),
    encoder: cell === "" && "_decoder" in called,
    decoder: cell === "_decoder",
    bridge: "_decoder" in called && recorded.findLeaf("h_decoder") === undefined,
    back: recorded.gradients.size > 0,
    learned: recorded
      .leavesOf("state")
      .some(({ node }) => cell && recorded.nodes[node].name === recorded.own("h", cell)),
    given: recorded
      .leavesOf("state")
      .some(({ node, t: at }) => at === 0 && recorded.values(node).some((x) => x !== 0)),
    ...steps(recorded, asked),
    ...shareOf(recorded, asked),
    ...slopeOf(recorded, asked),
    ...judged(recorded, t),
  };
}

/** The steps in which a cell begins and ends; of a program with one cell, first and last. */
function endsOf(recorded, cell) {
  const own = recorded.nodes.filter((node) => node.t && !node.back && node.cell === cell);
  const times = own.map(({ t }) => t);
  if (cell === undefined || !times.length) return [1, recorded.steps];
  const ends = [Math.min(...times), Math.max(...times)];
  return cell.endsWith("_reverse") ? ends.toReversed() : ends;
}

/** Where the tick stands, and what has been read. */
function steps(recorded, { tick: { t, total, cell }, unit }) {
  const read = (n) => recorded.read(n ?? 0);
  const state = recorded.find(recorded.own(recorded.called("state") ?? "", cell), t);
  const H = state === undefined ? 0 : recorded.values(state).length;
  const T = total ? total.sums.length : t === null ? asked(recorded) : recorded.steps;
  return { t, next: t + 1, T, H, unit, read: read(t), before: read((t ?? 1) - 1) };
}

/** How many answers are asked for; a program without targets has its steps. */
const asked = (recorded) => recorded.leavesOf("target").length || recorded.steps;

function shareOf(recorded, { tick: { total, out } }) {
  if (!total) return {};
  const n = total.sums.indexOf(out) + 1;
  return { n, weight: recorded.weightOf(total) ?? "", share: total.shares[n - 1] };
}

/** How much an activation lets back; an opened slope has its ticks before this one. */
function slopeOf(recorded, { tick, entry }) {
  const operands = tick.nodes.flatMap((i) => recorded.nodes[i].in);
  const slope = recorded.slopeIn(tick) ?? recorded.slopeIn({ ...tick, nodes: operands });
  const through = slope === undefined ? 1 : recorded.values(slope)[entry];
  return { flat: through < FLAT, slope: percent(through) };
}

/** How good the guess is. */
function judged(recorded, t) {
  const [target, scores, loss] = ["target", "scores", "loss"].map((role) =>
    recorded.findRole(role, t),
  );
  const K = lengthOf(recorded, "scores", t ?? 1);
  const guess = Math.log(K);
  return {
    K,
    guess: short(guess),
    guesses: short(asked(recorded) * guess),
    right:
      target !== undefined &&
      scores !== undefined &&
      top(recorded.values(scores)) === recorded.hot(target),
    verdict: loss === undefined ? "" : compared(recorded.values(loss)[0], guess),
  };
}

function lengthOf(recorded, role, t) {
  const i = recorded.findRole(role, t);
  return i === undefined ? 0 : recorded.values(i).length;
}

function compared(loss, guess) {
  if (Math.abs(loss - guess) <= 1e-9) return "just as good";
  return loss > guess ? "worse" : "better";
}

/** Place of the largest entry. @param {ArrayLike<number>} values */
export function top(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

// ---- fields -----------------------------------------------------------------------------

const STRONG = new Set(["verdict", "read", "before", "slope"]);

/** @returns {Piece} */
function filled(recorded, asked, text, facts) {
  const { t, cell } = asked.tick;
  if (text.startsWith(FACT)) {
    const name = text.slice(FACT.length);
    if (name === "weight") return { symbol: facts.weight, t };
    if (name === "share") return { named: facts.share };
    if (name === "result") return { named: asked.tick.out };
    if (name === "result.i") return entry(recorded, asked.tick.out, asked.entry);
    return { text: String(facts[name]), strong: STRONG.has(name) };
  }
  const [path, form = ""] = text.split(":");
  const [written, which] = path.split(".");
  const name = recorded.own(written, cell);
  if (which === undefined)
    return form === "letter"
      ? { text: recorded.letter(name, t) || "?", strong: true }
      : { symbol: name, t };
  return entryOf(recorded, asked, { name, which, form });
}

/** One entry of a value: the one followed, the largest, or that of the target. */
function entryOf(recorded, { tick: { t }, entry }, { name, which, form }) {
  const i = recorded.find(name, t);
  if (i === undefined) return { text: name };
  const values = recorded.values(i);
  const e = {
    i: () => Math.min(entry, values.length - 1),
    top: () => top(values),
    y: () => Math.max(0, recorded.hot(recorded.findRole("target", t))),
  }[which]();
  if (form === "letter")
    return { text: recorded.labelsOf(i, 0)?.[e] ?? String(e + 1), strong: true };
  const written = { percent, long }[form] ?? short;
  return { text: written(values[e]), strong: true, value: { i, e } };
}

/** What a tick computes has no name here: an entry of a node. @returns {Piece} */
function entry(recorded, i, followed) {
  const values = recorded.values(i);
  const e = Math.min(followed, values.length - 1);
  return { text: short(values[e]), strong: true, value: { i, e } };
}

/** For a program without captions: what ran, and what came out. */
function plain(recorded, { tick, entry, unit }) {
  const { out } = tick;
  if (tick.total) {
    const n = tick.total.sums.indexOf(out) + 1;
    const text = `Share ${n} of ${recorded.steps} is added to `;
    return [{ text }, { named: out }, { text: "." }];
  }
  const e = Math.min(entry, recorded.values(out).length - 1);
  const number = short(recorded.values(out)[e]);
  const where = recorded.nodes[out].shape.length ? ` (${unit}: ${number})` : `: ${number}`;
  const done = tick.kind === "read" ? "is read" : "is computed";
  return [{ named: out }, { text: ` ${done}${where}.` }];
}
