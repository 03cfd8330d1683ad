// The sentence of a tick: a caption of captions.py with its fields filled in.

import { make } from "../kit/dom.js";
import { long, percent, short } from "../kit/numbers.js";
import { nameOf, symbol } from "./typeset.js";

const FLAT = 0.3; // a slope below it lets little through
const FIELD = /\{([^}]+)\}/g;

/**
 * Say what happens at a tick.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {Record<string, any>} captions
 * @param {import("../engine/ticks.js").Tick} tick
 * @param {number} entry  the entry that is followed
 * @param {string} unit  what to call it
 * @returns {Node[]}
 */
export function sentence(recorded, captions, tick, entry, unit) {
  const caption = captions[tick.code];
  if (caption === undefined) return plain(recorded, tick, entry, unit);
  const facts = factsOf(recorded, tick, entry);
  const text = typeof caption === "string" ? caption : chosen(caption, facts);
  const parts = text.split(FIELD); // text, field, text, field, …
  return parts.map((part, n) =>
    n % 2 ? field(recorded, tick, part, entry, unit, facts) : document.createTextNode(part),
  );
}

/** The first case whose conditions all hold. */
function chosen(cases, facts) {
  const holds = (condition) =>
    condition === "" || condition.split(", ").every((word) => facts[word]);
  // "first, given" is more special than "first", so it is tried before it
  const order = Object.keys(cases).sort(
    (a, b) => b.split(", ").length - a.split(", ").length || b.length - a.length,
  );
  return cases[order.find(holds)] ?? "";
}

function factsOf(recorded, tick, entry) {
  const { t, total, out } = tick;
  const y = recorded.find("y", t);
  const scores = recorded.find("logits", t);
  const loss = recorded.find("loss", t);
  const start = recorded.find("h", 0);
  const slope = recorded.slopeIn(tick);
  const through = slope === undefined ? 1 : recorded.values(slope)[entry];
  const k = scores === undefined ? 0 : recorded.values(scores).length;
  const guess = Math.log(k);
  return {
    ...Object.fromEntries(Object.keys(recorded.program.equations).map((tag) => [tag, true])),
    first: t === 1,
    last: t === recorded.steps,
    back: recorded.gradients.size > 0,
    flat: through < FLAT,
    slope: percent(through),
    n: total ? total.sums.indexOf(out) + 1 : 0,
    given: start !== undefined && recorded.values(start).some((x) => x !== 0),
    right:
      y !== undefined && scores !== undefined && top(recorded.values(scores)) === recorded.hot(y),
    guess,
    verdict: loss === undefined ? "" : compared(recorded.values(loss)[0], guess),
  };
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

const bold = (text) => make("b", {}, text);

function field(recorded, tick, text, entry, unit, facts) {
  const [path, form = ""] = text.split(":");
  const [name, which] = path.split(".");
  const { t } = tick;
  if (path === "weight") return symbol(recorded, recorded.weightOf(tick.total) ?? "", t);
  if (path === "share") return make("span", {}, nameOf(recorded, tick.total.shares[facts.n - 1]));
  const constant = {
    t,
    n: facts.n,
    next: t + 1,
    slope: facts.slope,
    T: recorded.steps,
    unit,
    guess: short(facts.guess),
    verdict: facts.verdict,
    H: lengthOf(recorded, "h", t),
    K: lengthOf(recorded, "logits", t ?? 1),
    read: recorded.read(t ?? 0),
    before: recorded.read((t ?? 1) - 1),
    guesses: short(recorded.steps * Math.log(lengthOf(recorded, "logits", 1))),
  }[path];
  if (constant !== undefined)
    return ["verdict", "read", "before", "slope"].includes(path)
      ? bold(constant)
      : document.createTextNode(constant);
  if (form === "letter" && which === undefined) return bold(recorded.letter(name, t) || "?");
  const i = recorded.find(name, t);
  if (i === undefined) return document.createTextNode(name);
  if (which === undefined && recorded.nodes[i].shape.length) return symbol(recorded, name, t);
  if (which === undefined && name === "L") return symbol(recorded, name, t);
  const values = recorded.values(i);
  const y = recorded.find("y", t);
  const place =
    {
      i: Math.min(entry, values.length - 1),
      top: top(values),
      y: y === undefined ? 0 : Math.max(0, recorded.hot(y)),
    }[which ?? "i"] ?? 0;
  if (form === "letter") return bold(recorded.labelsOf(i, 0)?.[place] ?? String(place + 1));
  const forms = { percent, long };
  return bold((forms[form] ?? short)(values[place]));
}

function lengthOf(recorded, name, t) {
  const i = recorded.find(name, t);
  return i === undefined ? 0 : recorded.values(i).length;
}

/** For a program without captions: what ran, and what came out. */
function plain(recorded, tick, entry, unit) {
  if (tick.total) {
    const n = tick.total.sums.indexOf(tick.out) + 1;
    const text = `Share ${n} of ${recorded.steps} is added to `;
    return [
      document.createTextNode(text),
      ...nameOf(recorded, tick.out),
      document.createTextNode("."),
    ];
  }
  const value = recorded.values(tick.out)[entry] ?? recorded.values(tick.out)[0];
  const shape = recorded.nodes[tick.out].shape;
  const where = shape.length ? ` (${unit}: ${short(value)})` : `: ${short(value)}`;
  const done = tick.kind === "read" ? "is read" : "is computed";
  return [...nameOf(recorded, tick.out), document.createTextNode(` ${done}${where}.`)];
}
