// The state of a Tape, as it stands in the page's address.

import { Journey } from "../engine/journey.js";
import { number } from "../kit/address.js";
import { editsState, entryAt, entryText, listed, valueOf } from "../views/address.js";

const MOST_DIGITS = 6;

/** @typedef {import("../kit/address.js").Schema} Schema */

/**
 * Reset takes back the edits alone: the reader stays where they are.
 *
 * @param {import("./tape.js").Tape} tape
 * @returns {Schema}
 */
export function schemaOf(tape) {
  const all = {
    program: tape.programs.field((name) => tape.switchTo(name)),
    tick: {
      ...number({ start: 0, min: 0, whole: true }),
      write: counting(tape),
      ...kept(tape, "now"),
    },
    ...(tape.folding && { fold: tape.folding.field }),
    ...(tape.switches && { shape: tape.switches.field }),
    set: editsState(tape.recorded, (edit) => tape.switches?.made(edit) ?? false),
    entry: picked(tape),
    unit: { ...counted(0), ...kept(tape.entry, "H") },
    letter: { ...counted(null), ...kept(tape.entry, "K") },
    column: { ...counted(null), ...kept(tape.entry, "column") },
    open: opened(tape),
    at: led(tape),
    digits: { ...number({ start: 3, min: 1, max: MOST_DIGITS, whole: true }), ...shown(tape) },
  };
  const fields = Object.entries(all).map(([name, field]) => [
    name,
    name === "set" ? field : { ...field, stays: true },
  ]);
  return Object.fromEntries(fields);
}

/** A field that something keeps as a property. */
const kept = (owner, name) => ({
  get: () => owner[name],
  set: (value) => {
    owner[name] = value;
  },
});

/** A place that is counted from 1 in the address. @param {number | null} start */
const counted = (start) => ({
  start,
  read: (text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) - 1 : undefined),
  write: (n) => (n === null ? "" : String(n + 1)),
});

/** The entry whose arithmetic was asked for, or that is edited. */
const picked = (tape) => ({
  start: null,
  read: (text) => entryAt(tape.recorded, text),
  write: (entry) => (entry ? entryText(tape.recorded, entry) : ""),
  ...kept(tape.picked, "entry"),
});

/** The functions whose calls are open, by their own names. */
function opened(tape) {
  const { recorded, graph } = tape;
  const short = (fn) => fn.split(".").at(-1);
  const functions = [...new Set(recorded.program.groups.map(({ fn }) => fn))];
  return {
    start: [],
    read: (text) => functions.filter((fn) => listed(text).includes(short(fn))),
    write: (open) => open.map(short).join(","),
    get: () => [...tape.journey.open],
    set: (open) => {
      tape.journey = new Journey(recorded, graph.parts.edges, open);
    },
  };
}

/** A tick as its number; that to which a link led stands in the address as its value. */
const counting = (tape) => (n) => (n === tape.led?.tick ? "" : String(n));

/** The tick that a link asks for by the value which it computes. */
const led = (tape) => ({
  start: "",
  read: (text) => (tickOf(tape, text) >= 0 ? text : undefined),
  get: () => (tape.led?.tick === tape.now ? tape.led.text : ""),
  set: (text) => {
    tape.led = { text, tick: tickOf(tape, text) };
    tape.now = tape.led.tick;
  },
});

const tickOf = (tape, text) => {
  const i = text ? valueOf(tape.recorded, text) : -1;
  return i < 0 ? -1 : tape.journey.about(i);
};

const shown = ({ drawers }) => ({
  get: () => drawers.digits,
  set: (digits) => drawers.show(digits),
});
