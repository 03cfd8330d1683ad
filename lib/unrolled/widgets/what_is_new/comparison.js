// What two cells have in common: their equations in pairs, by the part that each plays.

/**
 * @typedef {object} Line
 * @property {string} name  of the value that it gives
 * @property {string} part  that this value plays
 * @property {string} tag
 * @property {any} line  target and tokens
 * @property {string} form  its right side without what names a block: W x + U h + b
 * @property {boolean} reads  whether it takes the input
 * @property {boolean} last  whether it is the last that gives this value
 */

/**
 * @typedef {object} Pair
 * @property {"same" | "changed" | "new" | "gone"} mark
 * @property {string} part
 * @property {Line | null} before
 * @property {Line | null} after
 */

/**
 * The equations of a cell in the order in which they stand.
 *
 * @param {any} program
 * @returns {Line[]}
 */
function equationsOf({ equations, lines, layout, symbols, roles }) {
  const number = (key) => Number(key.split(":").at(-1));
  const glyph = ([, , text, isSymbol]) => (isSymbol ? (symbols[text]?.glyph ?? text) : text);
  const found = Object.entries(equations)
    .filter(([, key]) => layout.parts[lines[key]?.target[0]?.[2]])
    .sort(([, a], [, b]) => number(a) - number(b))
    .map(([tag, key]) => {
      const line = lines[key];
      const name = line.target[0][2];
      const reads = line.tokens.some(([, , text, known]) => known && text === roles?.input);
      const form = line.tokens.map(glyph).join("");
      return { name, part: layout.parts[name], tag, line, form, reads };
    });
  return found.map((one, n) => ({
    ...one,
    last: found.findLastIndex(({ name }) => name === one.name) === n,
  }));
}

/**
 * Pair the equations of two cells.
 *
 * @param {any} before  program
 * @param {any} after  program
 * @param {string[]} parts  in the order of telling
 * @returns {Pair[]}
 */
export function compared(before, after, parts) {
  const [old, young] = [equationsOf(before), equationsOf(after)];
  const own = (all, part) => all.filter((line) => line.part === part);
  return parts.flatMap((part) =>
    paired(own(old, part), own(young, part)).map(([a, b]) => ({
      mark: markOf(a, b),
      part,
      before: a,
      after: b,
    })),
  );
}

function markOf(a, b) {
  if (!a) return "new";
  if (!b) return "gone";
  return a.form === b.form ? "same" : "changed";
}

/** Lines of one form belong together, then those that are left, in their order. */
function paired(old, young) {
  const partner = new Map();
  const free = () => young.filter((b) => ![...partner.values()].includes(b));
  const pair = (fits) => {
    for (const a of old)
      if (!partner.has(a)) {
        const b = free().find((one) => fits(a, one));
        if (b) partner.set(a, b);
      }
  };
  pair((a, b) => a.form === b.form);
  pair((a, b) => a.reads === b.reads);
  const rows = young.map((b) => [old.find((a) => partner.get(a) === b) ?? null, b]);
  return [...rows, ...old.filter((a) => !partner.has(a)).map((a) => [a, null])];
}
