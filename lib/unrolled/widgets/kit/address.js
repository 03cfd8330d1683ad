// A widget's state as fields of the page's address: a widget declares what it has, and is
// restored from a link, written where it differs, counted and reset.

import { make } from "./dom.js";

/**
 * One field, named in the address as in the schema.
 *
 * @template [T=any]
 * @typedef {object} Field
 * @property {T} start  what it is until the reader changes it
 * @property {(text: string) => T | undefined} read  undefined where the text of a link does not fit
 * @property {(value: T) => string} [write]  never empty for what differs from the start
 * @property {boolean} [place]  it says where the reader is, which is no change
 * @property {boolean} [stays]  Reset leaves it as it is
 * @property {(value: T) => number} [count]  of how many changes it consists
 * @property {() => T} [get]  where the widget keeps the value itself: what it is
 * @property {(value: T) => void} [set]  and how to change it
 */

/** @typedef {Record<string, Field>} Schema */

/**
 * A number from `min` to `max`.
 *
 * @param {{start: number, min?: number, max?: number, whole?: boolean}} asked
 * @returns {Field<number>}
 */
export function number({ start, min = -Infinity, max = Infinity, whole = false }) {
  const read = (/** @type {string} */ text) => {
    const x = text.trim() === "" ? Number.NaN : Number(text);
    return x >= min && x <= max && (!whole || Number.isInteger(x)) ? x : undefined;
  };
  return { start, read, write: String };
}

/**
 * A number that the widget chooses, null, until the reader does.
 *
 * @param {{min: number, max: number, whole?: boolean}} bounds
 * @returns {Field<number | null>}
 */
export function lent(bounds) {
  const write = (/** @type {number | null} */ x) => (x === null ? "" : String(x));
  return { start: null, read: number({ start: Number.NaN, ...bounds }).read, write };
}

/**
 * One of a few words.
 *
 * @param {string} start
 * @param {Iterable<string>} options
 * @returns {Field<string>}
 */
export function oneOf(start, options) {
  const known = [...options];
  return { start, read: (text) => (known.includes(text) ? text : undefined) };
}

/**
 * On or off.
 *
 * @param {boolean} start
 * @returns {Field<boolean>}
 */
export function flag(start) {
  const words = new Map([
    ["1", true],
    ["0", false],
  ]);
  return { start, read: (text) => words.get(text), write: (on) => (on ? "1" : "0") };
}

/** How many changes there are, in words. @param {number} count */
export const changesInWords = (count) => `${count} change${count === 1 ? "" : "s"}`;

/** What the foot of every widget says about changes; empty if there are none. @param {number} count */
export const changesChip = (count) => (count ? [make("u", {}, `✎ ${changesInWords(count)}`)] : []);

export class State {
  /**
   * @param {Schema} schema
   * @param {Record<string, string | undefined>} [asked]  what a link asks for
   */
  constructor(schema, asked = {}) {
    this.schema = schema;
    /** @type {Record<string, any>} what no widget keeps itself */
    this.values = {};
    for (const [name, { start, get }] of Object.entries(schema)) {
      if (!get) this.values[name] = start;
    }
    this.restore(asked);
  }

  /** @param {string} name */
  get(name) {
    const { get } = this.schema[name];
    return get ? get() : this.values[name];
  }

  /** Change some fields. @param {Record<string, any>} values */
  set(values) {
    for (const [name, value] of Object.entries(values)) {
      const { set } = this.schema[name];
      if (set) set(value);
      else this.values[name] = value;
    }
  }

  /** Take over what a link asks for, as far as it fits. @param {Record<string, string | undefined>} asked */
  restore(asked) {
    for (const [name, { read }] of Object.entries(this.schema)) {
      const value = asked[name] === undefined ? undefined : read(asked[name]);
      if (value !== undefined) this.set({ [name]: value });
    }
  }

  /** The names of all fields that are not as they were at first. */
  differing() {
    return Object.keys(this.schema).filter((name) => this.#text(name) !== "");
  }

  /** What the address has to say: every field, empty where it is as at first. */
  written() {
    return Object.fromEntries(Object.keys(this.schema).map((name) => [name, this.#text(name)]));
  }

  /** How many changes the reader has made. */
  changes() {
    const own = this.differing().filter((name) => !this.schema[name].place);
    return own.reduce((sum, name) => sum + (this.schema[name].count?.(this.get(name)) ?? 1), 0);
  }

  /** What the foot says about the changes; empty if there is nothing to reset. */
  chip() {
    const said = changesChip(this.changes());
    return said.length || !this.differing().length ? said : [""];
  }

  reset() {
    const own = this.differing().filter((name) => !this.schema[name].stays);
    this.set(Object.fromEntries(own.map((name) => [name, this.schema[name].start])));
  }

  /** @param {string} name */
  #text(name) {
    const { start, write = String } = this.schema[name];
    const text = write(this.get(name));
    return text === write(start) ? "" : text;
  }
}
