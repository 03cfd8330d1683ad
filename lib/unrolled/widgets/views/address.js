// The state of a Tape as fields of the page's address, and back.

/** @param {{name?: string, t?: number}} value */
const named = ({ name, t }) => (t === undefined ? name : `${name}${t}`);
const short = (fn) => fn.split(".").at(-1);
export const listed = (text) => (text ?? "").split(",").filter(Boolean);

/**
 * The fields that differ from the default.
 *
 * @param {import("../tape/tape.js").Tape} tape
 * @returns {Record<string, string>}
 */
export function fieldsOf(tape) {
  const { recorded, leaf, asked, entry } = tape;
  const { i, e } = leaf ?? asked ?? {};
  return {
    program: tape.name === (tape.programs[0]?.[0] ?? "") ? "" : tape.name,
    at: tape.led?.tick === tape.now ? tape.led.text : "",
    tick: tape.now && tape.led?.tick !== tape.now ? String(tape.now) : "",
    set: editsField(recorded),
    entry: i !== undefined && recorded.nodes[i].name ? `${named(recorded.nodes[i])}:${e}` : "",
    unit: entry.H ? String(entry.H + 1) : "",
    letter: entry.K === null ? "" : String(entry.K + 1),
    column: entry.column === null ? "" : String(entry.column + 1),
    open: [...tape.journey.open].map(short).join(","),
    digits: tape.digits === 3 ? "" : String(tape.digits),
  };
}

/** The edits as one field. @param {import("../engine/recorded.js").Recorded} recorded */
export function editsField(recorded) {
  const edits = recorded.edits().map((edit) => {
    const place = `${named(edit.leaf)}:${edit.index}`;
    return edit.letter === undefined ? `${place}:${edit.value}` : place;
  });
  return edits.join(",");
}

/**
 * Make the edits that the address asks for, as far as they fit.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {string | undefined} field
 */
export function makeEdits(recorded, field) {
  for (const { i, e, value } of listed(field)
    .map((text) => edit(recorded, text))
    .filter(Boolean)) {
    if (value === undefined) recorded.spell(i, e);
    else recorded.edit(i, e, value);
  }
}

/**
 * What the address asks for, as far as it fits this program; the rest is left out.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {Record<string, string>} asked
 */
export function askedState(recorded, asked) {
  const entry = place(recorded, asked.entry);
  const functions = new Set(recorded.program.groups.map((group) => group.fn));
  return {
    open: [...functions].filter((fn) => listed(asked.open).includes(short(fn))),
    tick: whole(asked.tick, 0),
    at: asked.at && valueOf(recorded, asked.at) >= 0 ? asked.at : "",
    entry: {
      H: whole(asked.unit, 1) - 1,
      K: asked.letter ? whole(asked.letter, 1) - 1 : null,
      column: asked.column ? whole(asked.column, 1) - 1 : null,
    },
    digits: asked.digits ? Math.min(6, whole(asked.digits, 1)) : 3,
    leaf: entry && recorded.leaves.has(entry.i) ? entry : null,
    asked: entry && !recorded.leaves.has(entry.i) ? entry : null,
  };
}

/** A whole number of at least `low`. */
function whole(text, low) {
  return /^\d{1,6}$/.test(text ?? "") ? Math.max(low, Number(text)) : low;
}

/**
 * A value, written `h2` or `U`; −1 where there is none.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {string} name
 */
export function valueOf(recorded, name) {
  const [, stem, t] = /^(.*?)(\d*)$/.exec(name);
  const is = (node, own, step) => node.name === own && String(node.t ?? "") === step;
  const find = (own, step) => recorded.nodes.findIndex((node) => is(node, own, step));
  const i = find(name, "");
  return i >= 0 ? i : find(stem, t);
}

/** An entry of a value, written `h2:1` or `U:0`. */
function place(recorded, text) {
  const [name, index] = (text ?? "").split(":");
  const i = valueOf(recorded, name);
  const e = /^\d+$/.test(index ?? "") ? Number(index) : -1;
  return i >= 0 && e >= 0 && e < recorded.values(i).length ? { i, e } : null;
}

/** An edit, written `U:0:0.9` for a number or `x2:3` for a letter. */
function edit(recorded, text) {
  const value = text.split(":")[2];
  const found = place(recorded, text);
  if (!found || !recorded.leaves.has(found.i)) return null;
  if (value === undefined) return recorded.spelled(found.i) ? found : null;
  return value.trim() && Number.isFinite(Number(value)) ? { ...found, value: Number(value) } : null;
}
