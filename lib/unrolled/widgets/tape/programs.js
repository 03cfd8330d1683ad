// The programs that a Tape can show, and the edits of each.

import { oneOf } from "../kit/address.js";
import { still } from "../kit/dom.js";

/**
 * What another widget handed over, by model, and what it stands in for: a link of the page
 * builds the view anew, and is to find it there.
 *
 * @type {WeakMap<object, {program: any, captions: any, instead: any}>}
 */
const handed = new WeakMap();

/** What is to be shown, and what can be said of it. @param {any} model */
export function shown(model) {
  const [program, captions] = [model.get("program"), model.get("captions")];
  const found = handed.get(model);
  return found?.instead === program ? found : { program, captions };
}

export class Programs {
  /**
   * @param {{get(name: string): any}} model  with `program` and `programs`
   * @param {string} [asked]  the one that a link asks for
   */
  constructor(model, asked = "") {
    const several = Object.entries(model.get("programs") ?? {});
    this.all = new Map(several.length ? several : [["", shown(model).program]]);
    this.names = [...this.all.keys()];
    this.first = this.names[0];
    this.name = this.all.has(asked) ? asked : this.first;
    /** @type {Map<string, import("./edits.js").Edit[]>} by program, those that others lack */
    this.kept = new Map();
    this.lost = 0; // edits that the program shown has no place for
  }

  /** The one that is shown. */
  get program() {
    return this.all.get(this.name);
  }

  get several() {
    return this.names.length > 1;
  }

  /** The name of the next. */
  get next() {
    return this.names[(this.names.indexOf(this.name) + 1) % this.names.length];
  }

  /** Take a program for the one that is shown; nothing is left of the edits. */
  put(/** @type {any} */ program) {
    this.all.set(this.name, program);
    this.reset();
  }

  /** The choice as a field of the state. @param {(name: string) => void} set */
  field(set) {
    return { ...oneOf(this.first, this.names), get: () => this.name, set };
  }

  /** Forget the edits. */
  reset() {
    this.kept.clear();
    this.lost = 0;
  }
}

/**
 * Show a program that another widget handed over, from its start.
 *
 * @param {import("./tape.js").Tape} tape
 * @param {{program: any, captions: any}} offered  with what can be said of it
 */
export function another(tape, { program, captions }) {
  tape.destroy();
  tape.captions = captions;
  tape.programs.put(program);
  handed.set(tape.model, { program, captions, instead: tape.model.get("program") });
  tape.open({});
  tape.frame.ready(tape.place, false);
  inView(tape);
}

/** Into the middle of the window, with the keys. @param {import("./tape.js").Tape} tape */
export function inView({ root }) {
  root.scrollIntoView({ block: "center", behavior: still() ? "auto" : "smooth" });
  root.focus({ preventScroll: true });
}
