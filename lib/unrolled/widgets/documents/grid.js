// The table of documents: a row for each, a column for each word, and the cosines as bars.

import { make, put, write } from "../kit/dom.js";
import { short } from "../kit/numbers.js";
import { typed } from "../kit/reading.js";
import { alongFields } from "../kit/row.js";
import { MOST } from "./counts.js";

/**
 * @typedef {object} Shown
 * @property {number[]} counts
 * @property {number[]} query
 * @property {ArrayLike<number> | undefined} shown  in place of the counts, what is made of them
 * @property {ArrayLike<number> | undefined} asked  in place of the query
 * @property {ArrayLike<number>} idf
 * @property {ArrayLike<number>} cosines
 */

export class Grid {
  /**
   * @param {string[]} documents
   * @param {string[]} words
   * @param {(name: string, entry: number, x: number) => void} change
   */
  constructor(documents, words, change) {
    this.words = words;
    this.change = change;
    /** @type {Map<string, {field: HTMLInputElement, text: HTMLElement}[]>} */
    this.cells = new Map([
      ["counts", []],
      ["query", []],
    ]);
    const head = words.map((word) => make("th", { scope: "col" }, make("span", {}, word)));
    this.bars = documents.map((_, n) => this.bar(n));
    const rows = documents.map((text, n) =>
      make(
        "tr",
        {},
        this.headOf(`${n + 1}`, text),
        make("td", {}, this.bars[n]),
        this.row("counts", n),
      ),
    );
    this.idf = words.map((_, k) =>
      make("td.u-documents-idf", { "data-name": "idf", "data-index": k }),
    );
    const weights = make(
      "tr.u-documents-weights",
      {},
      this.headOf("idf", ""),
      make("td"),
      this.idf,
    );
    const question = make(
      "tr.u-documents-asked",
      {},
      this.headOf("query", ""),
      make("td"),
      this.row("query", 0),
    );
    const top = make("tr", {}, make("td"), make("th", { scope: "col" }, "cosine"), head);
    const table = make(
      "table",
      {},
      make("thead", {}, top),
      make("tbody", {}, rows, weights, question),
    );
    const told = {
      "data-part": "grid",
      "data-scrolls": true,
      role: "group",
      "aria-label": "Counts of words",
      tabindex: 0,
    };
    this.element = make("div.u-documents-grid", told, table);
    const fields = [...this.cells.values()].flat().map(({ field }) => field);
    alongFields(this.element, fields, words.length);
  }

  headOf(name, text) {
    return make("th", { scope: "row" }, make("b", {}, name), text ? ` ${text}` : "");
  }

  row(name, n) {
    return this.words.map((word, k) => {
      const entry = n * this.words.length + k;
      const where = name === "query" ? "the query" : `document ${n + 1}`;
      const field = make("input.u-field", {
        type: "text",
        inputmode: "numeric",
        autocomplete: "off",
        "aria-label": `${word} in ${where}`,
        "data-name": name,
        "data-index": entry,
        change: () => this.take(name, entry, field),
      });
      const text = make("span", {});
      this.cells.get(name)?.push({ field, text });
      return make("td", {}, field, text);
    });
  }

  /** A whole number is taken over; anything else stays, and is marked. */
  take(name, entry, field) {
    const fits = (/** @type {number} */ x) => Number.isInteger(x) && x >= 0 && x <= MOST;
    const x = typed(field.value, fits);
    put(field, "aria-invalid", Number.isNaN(x));
    put(field, "title", Number.isNaN(x) ? `a whole number from 0 to ${MOST} is needed` : "");
    if (!Number.isNaN(x)) this.change(name, entry, x);
  }

  bar(n) {
    return make("span.u-documents-cosine", { "data-name": "cosines", "data-index": n });
  }

  /** @param {Shown} shown */
  show({ counts, query, shown, asked, idf, cosines }) {
    this.fill("counts", counts, shown);
    this.fill("query", query, asked);
    this.idf.forEach((cell, k) => {
      write(cell, short(idf[k], 2));
      put(cell, "data-value", idf[k]);
    });
    this.bars.forEach((bar, n) => {
      write(bar, short(cosines[n]));
      put(bar, "data-value", cosines[n]);
      bar.style.setProperty("--u-share", String(cosines[n]));
    });
  }

  fill(name, numbers, made) {
    this.cells.get(name)?.forEach(({ field, text }, i) => {
      field.hidden = made !== undefined;
      text.hidden = made === undefined;
      field.value = String(numbers[i]);
      field.classList.toggle("u-documents-none", numbers[i] === 0);
      put(field, "data-value", numbers[i]);
      put(field, "aria-invalid", false);
      write(text, made ? short(made[i], 2) : "");
    });
  }
}
