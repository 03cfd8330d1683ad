// Edits belong to the program they were made in; another has them only where it has the same
// number in the same place.

/**
 * @typedef {{node: number, leaf: any, index: number, value?: number, letter?: string}} Edit
 * @typedef {import("../engine/recorded.js").Recorded} Recorded
 */

/**
 * Carry the edits of one program over to another, and tell those that stay behind.
 *
 * @param {Recorded} from
 * @param {Recorded} to
 * @returns {Edit[]}
 */
export function carry(from, to) {
  return from.edits().filter((edit) => {
    const there = sameLeaf(from, to, edit);
    if (there !== undefined) again(to, edit, there);
    return there === undefined;
  });
}

/**
 * Make an edit once more.
 *
 * @param {Recorded} to
 * @param {Edit} edit
 * @param {number} [there]  its node
 */
export function again(to, { node, index, value }, there = node) {
  if (value === undefined) to.spell(there, index);
  else to.edit(there, index, value);
}

/** The leaf of another program that holds the same number, or stands for the same letter. */
function sameLeaf(from, to, { node, leaf, index, value }) {
  const there = to.findLeaf(leaf.name, leaf.t);
  if (there === undefined || String(to.shape(there)) !== String(from.shape(node))) return undefined;
  if (value === undefined) return to.spelled(there) ? there : undefined;
  return to.recorded(there)[index] === from.recorded(node)[index] ? there : undefined;
}
