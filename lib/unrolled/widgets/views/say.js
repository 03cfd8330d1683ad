// The sentence of a tick, in the page.

import { make } from "../kit/dom.js";
import { told } from "./told.js";
import { nameOf, symbol } from "./typeset.js";

/**
 * Say what happens at a tick.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {Record<string, import("./told.js").Caption>} captions
 * @param {import("./told.js").Asked} asked
 * @returns {Node[]}
 */
export const sentence = (recorded, captions, asked) =>
  told(recorded, captions, asked).flatMap((piece) => written(recorded, piece));

/**
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {import("./told.js").Piece} piece
 * @returns {Node[]}
 */
function written(recorded, { text, strong, symbol: name, t, named }) {
  if (name !== undefined) return [symbol(recorded, name, t)];
  if (named !== undefined) return [make("span", {}, nameOf(recorded, named))];
  return [strong ? make("b", {}, text) : document.createTextNode(text)];
}
