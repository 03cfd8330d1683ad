// What the reader's edits come to, for the foot.

import { changesChip, changesInWords } from "../kit/address.js";
import { make } from "../kit/dom.js";
import { short } from "../kit/numbers.js";
import { symbol } from "../views/typeset.js";

/**
 * How many edits there are and what they did; empty if there are none.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number} lost  edits that this program has no place for
 * @param {number} digits
 */
export function changes(recorded, lost, digits) {
  const count = recorded.edits().length;
  if (!count && !lost) return [];
  return [
    ...changesChip(count),
    ...(lost ? [`${count ? " · " : "✎ "}${changesInWords(lost)} with no place here`] : []),
    ...(count ? effect(recorded, digits) : []),
  ];
}

/** What the edits did to the total: L 6.811 → 6.781. */
function effect(recorded, digits) {
  const i = recorded.findRole("total");
  if (i === undefined) return [];
  const [then, now] = [recorded.recorded(i)[0], recorded.values(i)[0]];
  return [
    make("br"),
    symbol(recorded, recorded.called("total"), null),
    ` ${short(then, digits)} → `,
    make("b", {}, short(now, digits)),
  ];
}
