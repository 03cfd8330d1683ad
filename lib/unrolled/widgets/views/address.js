// Entries of values, and the reader's edits, as text in the page's address.

/** @typedef {import("../engine/recorded.js").Recorded} Recorded */

/** @param {string} text */
export const listed = (text) => text.split(",").filter(Boolean);

/** @param {{name?: string, t?: number}} value */
const named = ({ name, t }) => (t === undefined ? name : `${name}${t}`);

/**
 * An entry of a value as text: `h2:1` or `U:0`; empty where the value has no name.
 *
 * @param {Recorded} recorded
 * @param {{i: number, e: number}} entry
 */
export function entryText({ nodes }, { i, e }) {
  return nodes[i].name ? `${named(nodes[i])}:${e}` : "";
}

/**
 * The value that a text such as `h2` or `U` names; −1 where there is none.  `h12` is step 12
 * of `h`; where there is none, step 2 of `h1`, which is in the layer above.
 *
 * @param {Recorded} recorded
 * @param {string} text
 */
export function valueOf({ nodes }, text) {
  const stem = text.replace(/\d*$/, "").length;
  const steps = [...text.slice(stem)].map((_, i) => stem + i);
  for (const cut of [text.length, ...steps]) {
    const [own, step] = [text.slice(0, cut), text.slice(cut)];
    const i = nodes.findIndex(({ name, t }) => name === own && String(t ?? "") === step);
    if (i >= 0) return i;
  }
  return -1;
}

/**
 * The entry that a text such as `h2:1` names; undefined if there is none.
 *
 * @param {Recorded} recorded
 * @param {string} text
 */
export function entryAt(recorded, text) {
  const [name, index] = text.split(":");
  const i = valueOf(recorded, name);
  const e = /^\d+$/.test(index ?? "") ? Number(index) : -1;
  return i >= 0 && e >= 0 && e < recorded.values(i).length ? { i, e } : undefined;
}

/**
 * All edits as one field of a widget's state: `U:0:0.9` for a number, `x2:3` for a letter.
 *
 * @param {Recorded} recorded
 * @param {(edit: any) => boolean} [told]  whether another field says so already
 * @returns {import("../kit/address.js").Field<string>}
 */
export function editsState(recorded, told = () => false) {
  return {
    start: "",
    read: (text) => text,
    get: () => {
      const own = recorded.edits().filter((edit) => !told(edit));
      return own.map(editText).join(",");
    },
    set: (text) => {
      recorded.reset();
      for (const edit of listed(text)) makeEdit(recorded, edit);
    },
  };
}

const editText = ({ leaf, index, letter, value }) => {
  const place = `${named(leaf)}:${index}`;
  return letter === undefined ? `${place}:${value}` : place;
};

/** Make an edit that the address asks for, if it fits. @param {Recorded} recorded */
function makeEdit(recorded, text) {
  const value = text.split(":")[2];
  const found = entryAt(recorded, text);
  if (!found || !recorded.leaves.has(found.i)) return;
  const { i, e } = found;
  if (value === undefined) {
    if (recorded.spelled(i)) recorded.spell(i, e);
  } else if (value.trim() && Number.isFinite(Number(value))) recorded.edit(i, e, Number(value));
}
