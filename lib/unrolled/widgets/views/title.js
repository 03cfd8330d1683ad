// What a tick is called in one or two words, and where it stands.

import { make } from "../kit/dom.js";
import { JOINED, words } from "./typeset.js";

const LONGEST = 16;

/**
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {import("../engine/ticks.js").Tick} tick
 */
function title(recorded, tick) {
  const { kind, call, code, line, span, open, out, total } = tick;
  const { nodes, program } = recorded;
  if (kind === "read") return "read";
  if (total) return `share of ${plain(recorded, recorded.weightOf(total) ?? total.name)}`;
  if (open) return `${words(call)}: ${nodes[out].op}`;
  const slope = recorded.slopeIn(tick);
  if (slope !== undefined && kind === "entrywise")
    return `through ${words(program.groups[nodes[slope].group].fn).replace(/ slope$/, "")}`;
  const difference = tick.nodes.every((i) => nodes[i].op === "subtract");
  if (kind === "sum" && !difference) return "sum";
  if (call) return words(call);
  if (nodes[out].op === "concatenate") return JOINED;
  const text = program.lines[line]?.tokens
    .filter(([from, to]) => from >= span[0] && to <= span[1])
    .map(([, , part, isSymbol]) => (isSymbol ? plain(recorded, part) : part))
    .join("");
  if (text && text.length <= LONGEST) return text;
  const own = recorded.symbols[nodes[out].name];
  return own ? plain(recorded, nodes[out].name) : code.split("(")[0].replace("np.", "");
}

/** Where a tick stands: its step, its letter, its title. */
export function placeOf(recorded, tick) {
  const letter = tick.t ? recorded.letterRead(tick.t) : "";
  const step = [
    "step ",
    make("b", {}, tick.t),
    make("span.u-of", {}, ` of ${recorded.steps}`),
    ...(letter ? [": ", make("b", {}, letter)] : []),
  ];
  const about = make("b", {}, title(recorded, tick));
  if (tick.t) return [...step, " · ", about];
  return recorded.steps ? ["all steps · ", about] : [about];
}

/** The direction of a tick. */
export function wayOf(recorded, tick) {
  if (recorded.program.update?.includes(tick.eq)) return "update";
  if (tick.back) return "← backward";
  return recorded.goesBack && tick.t === null ? "turn ↩" : "forward →";
}

/** A symbol without its indices. */
const plain = (recorded, name) => (recorded.symbols[name]?.glyph ?? name).replace(/>?_/g, "");
