// The text to learn: pasted, typed, dropped or opened, and what is said of it.

import { encoded, readText } from "../engine/counts.js";
import { oneOf } from "../kit/address.js";
import { make, put, write } from "../kit/dom.js";
import { grouped } from "../kit/numbers.js";

const AGAIN = "The first text again";
const MARK = "239,187,191"; // the bytes of a byte order mark
const SETTLED = 300; // milliseconds after which a change is read

/** @typedef {{most: {letters: number, length: number}, least: number, held_out: number}} Bounds */

export class Source {
  /**
   * @param {string} text  at first
   * @param {Record<string, string>} texts  to choose from, by name; may be empty
   * @param {Bounds} bounds
   * @param {{changed: () => void, opened: (file: File) => void}} does  another text; a training
   *   that was kept
   */
  constructor(text, texts, bounds, does) {
    this.texts = Object.keys(texts).length ? texts : { [AGAIN]: text };
    this.bounds = bounds;
    this.does = does;
    this.first = text;
    /** @type {string[] | null} the letters of a training that was opened */
    this.letters = null;
    this.marked = false; // whether the file had a byte order mark, which browsers take away
    this.waiting = 0;
    this.area = make("textarea.u-own-area", {
      rows: 5,
      spellcheck: "false",
      autocomplete: "off",
      "aria-label": "The text to learn",
      "data-name": "text",
      input: () => this.later(),
      dragover: (/** @type {Event} */ event) => event.preventDefault(),
      drop: (/** @type {DragEvent} */ event) => this.drop(event),
    });
    this.told = make("p.u-own-told", { "data-part": "told", role: "status" });
    this.problem = make("p.u-problem", { role: "alert" });
    this.file = fileButton("Open a text…", ".txt,.md,.csv,.tex,text/*", (file) => this.take(file));
    const again = Object.entries(this.texts).map(([name, own]) =>
      make("button.u-button", { type: "button", click: () => this.set(own) }, name),
    );
    const row = make("div.u-row", {}, this.file, again, this.told);
    this.element = make(
      "div.u-own-source",
      { "data-part": "source" },
      this.area,
      row,
      this.problem,
    );
    this.fill(text);
  }

  /** The text as a field of the address, where it is one of those that the page has. */
  get field() {
    const entries = Object.entries(this.texts);
    const [[start]] = entries;
    return {
      text: {
        ...oneOf(start, Object.keys(this.texts)),
        get: () => entries.find(([, text]) => text === this.area.value)?.[0] ?? start,
        set: (/** @type {string} */ name) => this.fill(this.texts[name]),
      },
    };
  }

  /** @param {string} text */
  fill(text) {
    this.area.value = text;
    this.read = this.reading();
    this.tell();
  }

  /** @param {string} text @param {boolean} [marked]  whether its file began with a mark */
  set(text, marked = false) {
    this.letters = null;
    this.marked = marked;
    this.fill(text);
    this.does.changed();
  }

  later() {
    clearTimeout(this.waiting);
    this.letters = null;
    this.waiting = setTimeout(() => this.set(this.area.value), SETTLED);
  }

  drop(/** @type {DragEvent} */ event) {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return; // words: the browser puts them there
    event.preventDefault();
    this.take(file);
  }

  /** A file of text; or of a training, which is not this one's. @param {File} file */
  async take(file) {
    if (/\.npz$/i.test(file.name)) return this.does.opened(file);
    // four bytes are enough for any letter
    const bytes = await file.slice(0, 4 * this.bounds.most.length + 4).arrayBuffer();
    const text = new TextDecoder().decode(bytes);
    const kept = Array.from(text).slice(0, this.bounds.most.length).join("");
    this.set(kept, String(new Uint8Array(bytes, 0, Math.min(3, bytes.byteLength))) === MARK);
    if (kept.includes("\0"))
      this.complain("This file holds bytes that are no text; open one of plain text.");
    else if (kept.length < text.length || bytes.byteLength < file.size)
      this.complain(
        `The file is longer: its first ${grouped(this.read.ids.length)} letters are read.`,
      );
    else if (kept.includes("\ufffd"))
      this.complain("Some bytes of this file are no UTF-8; each of them is read as \ufffd.");
  }

  /** The letters of a training that was opened are those that this text is read in. */
  readIn(/** @type {string[]} */ letters) {
    this.letters = letters;
    this.read = this.reading();
    this.tell();
  }

  reading() {
    const read = readText(this.area.value, this.bounds.most);
    if (!this.letters) return { ...read, lost: 0 };
    const signs = read.ids.map((k) => read.letters[k]);
    const ids = encoded(signs, this.letters);
    return { ...read, letters: this.letters, ids, lost: signs.length - ids.length };
  }

  /** What is learned from, and what is held out, as places in the vocabulary. */
  get parts() {
    const { ids } = this.read;
    const end = ids.length - Math.round(this.bounds.held_out * ids.length);
    return { learned: ids.slice(0, end), held: ids.slice(end) };
  }

  /** Why nothing can be learned from this text; empty if it can. */
  get refusal() {
    const { ids, letters } = this.read;
    const { least } = this.bounds;
    if (!ids.length) return `There is no text yet. Paste one of at least ${least} letters.`;
    if (letters.length < 2) return "The text has one letter only: there is nothing to predict.";
    if (ids.length < least)
      return `The text has ${ids.length} letters; at least ${least} are needed.`;
    return "";
  }

  tell() {
    const { letters, ids, other, kinds, cut, marked, lost } = this.read;
    const held = Math.round(this.bounds.held_out * ids.length);
    const parts = [
      `${grouped(ids.length)} letters, ${letters.length} different;`,
      `the last ${grouped(held)} are held out.`,
    ];
    if (marked || this.marked) parts.push("A byte order mark in front of them is left out.");
    if (other) {
      const count = `${grouped(other)} letters of the ${grouped(kinds)} rarest kinds`;
      parts.push(`${count} are read as □: at most ${this.bounds.most.letters} are told apart.`);
    }
    if (cut) parts.push(`Left out: all after the first ${grouped(this.bounds.most.length)}.`);
    if (lost) parts.push(`Left out: ${grouped(lost)} letters that the opened training never saw.`);
    write(this.told, ids.length ? parts.join(" ") : "");
    put(this.element, "data-letters", ids.length);
    this.complain(this.refusal);
    put(this.area, "aria-invalid", this.refusal !== "");
  }

  complain(/** @type {string} */ text) {
    write(this.problem, text);
  }
}

/**
 * A button that opens a file.
 *
 * @param {string} text
 * @param {string} kinds
 * @param {(file: File) => void} take
 */
export function fileButton(text, kinds, take) {
  const input = make("input", {
    ...{ type: "file", accept: kinds, hidden: true, "aria-label": text },
    change: () => {
      const [file] = input.files;
      if (file) take(file);
      input.value = ""; // the same file may be opened again
    },
  });
  const button = make("button.u-button", { type: "button", click: () => input.click() }, text);
  return make("span", {}, button, input);
}
