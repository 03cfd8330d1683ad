// What a tick is called in one or two words.

import { words } from "./typeset.js";

const LONGEST = 16;

/**
 * @param {import("./recorded.js").Recorded} recorded
 * @param {import("./ticks.js").Tick} tick
 */
export function title(recorded, tick) {
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
  const text = program.lines[line]?.tokens
    .filter(([from, to]) => from >= span[0] && to <= span[1])
    .map(([, , part, isSymbol]) => (isSymbol ? plain(recorded, part) : part))
    .join("");
  if (text && text.length <= LONGEST) return text;
  const own = recorded.symbols[nodes[out].name];
  return own ? plain(recorded, nodes[out].name) : code.split("(")[0].replace("np.", "");
}

/** A symbol without its indices. */
const plain = (recorded, name) => (recorded.symbols[name]?.glyph ?? name).replace(/>?_/g, "");
