// Parameters in blocks: which rows belong to which gate.

/**
 * The names of the blocks of a stacked parameter, or of its gradient, in their order.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number} i
 * @returns {string[]}  empty if it has none
 */
function blocksOf({ nodes, gradients }, i) {
  const whole = [...gradients].find(([, gradient]) => gradient === i)?.[0] ?? i;
  const names = [];
  for (const { op, in: operands, attrs, name } of nodes)
    if (op === "index" && name && operands[0] === whole && Number.isInteger(attrs.key[0]))
      names[attrs.key[0]] = name;
  return names;
}

/**
 * What stands before each row of a value: the letter of its gate at the first row of a block.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number} i
 * @returns {string[] | null}  null if it has no blocks
 */
export function gatesOf(recorded, i) {
  const known = asked.get(recorded) ?? asked.set(recorded, new Map()).get(recorded);
  if (!known.has(i)) known.set(i, lettersOf(recorded, i));
  return known.get(i);
}

/** What was found, for every cell asks at every refresh. */
const asked = new WeakMap();

function lettersOf(recorded, i) {
  const names = blocksOf(recorded, i);
  const { shape } = recorded.nodes[i];
  if (!names.length || names.length !== shape[0]) return null;
  const rows = shape.length > 2 ? shape[1] : 1;
  const letter = (name) => recorded.symbols[name]?.sup || name;
  return names.flatMap((name) => [letter(name), ...Array(rows - 1).fill("")]);
}

/**
 * What to call the rows of a stacked parameter, all of them: "i 1", "i 2", …, or "i".
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number} i
 * @returns {string[] | null}  null if it has no blocks
 */
export function rowsInGates(recorded, i) {
  const gates = gatesOf(recorded, i);
  const rows = gates ? gates.length / recorded.nodes[i].shape[0] : 0;
  const called = (_, r) => `${gates[r - (r % rows)]}${rows > 1 ? ` ${(r % rows) + 1}` : ""}`;
  return gates?.map(called) ?? null;
}

/**
 * Where an entry of a stacked parameter stands, in words: its gate, row and column.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {number} i
 * @param {number} e
 */
export function placeInGate(recorded, i, e) {
  const { shape } = recorded.nodes[i];
  const gates = gatesOf(recorded, i);
  if (!gates) return null;
  const columns = shape.at(-1);
  const row = Math.floor(e / columns);
  const rows = gates.length / shape[0];
  const column = recorded.columnsOf(i)?.[e % columns] ?? (e % columns) + 1;
  const inside = rows > 1 ? `, row ${(row % rows) + 1}` : "";
  return `gate ${gates[row - (row % rows)]}${inside}, column ${column}`;
}
