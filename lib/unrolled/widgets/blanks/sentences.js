// The sentences: what is read, what stood in the blank, and what both networks say there.

import { list } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { percent } from "../kit/numbers.js";
import { READS, WAYS } from "./pair.js";

/** @typedef {{words: string[], place: number, answer: number}} Sentence */

export class Sentences {
  /**
   * @param {Sentence[]} sentences
   * @param {string[]} answers  the words to choose from
   * @param {(n: number, k: number) => void} choose  another word stood in the blank of a sentence
   */
  constructor(sentences, answers, choose) {
    this.answers = answers;
    this.rows = sentences.map((sentence, n) => this.row(sentence, n, choose));
    this.element = make(
      "ol.u-blanks-sentences",
      { "data-part": "sentences" },
      this.rows.map(({ element }) => element),
    );
  }

  row({ words, place }, n, choose) {
    const right = list({
      name: `right ${n + 1}`,
      label: "",
      spoken: `What stood in the blank of sentence ${n + 1}`,
      options: this.answers.map((word, k) => [String(k), word]),
      value: "0",
      change: (k) => choose(n, Number(k)),
    });
    const [before, after] = [words.slice(0, place), words.slice(place + 1)];
    const [head, ...marks] = words[place].split("_");
    const text = make(
      "p.u-blanks-text",
      {},
      [...before, head].join(" "),
      head ? "" : " ",
      right.element,
      `${marks.join("")} `,
      make("span.u-blanks-after", {}, after.join(" ")),
    );
    const bars = WAYS.map((ways) => this.bars(ways, n));
    const element = make("li", {}, text, ...bars.map((bar) => bar.element));
    return { element, bars, right };
  }

  bars(ways, n) {
    const rows = this.answers.map((word, k) => {
      const number = make("span", {
        "data-name": `said ${ways}`,
        "data-t": n + 1,
        "data-index": k,
      });
      const row = make("div.u-prob", {}, make("span", {}, word), number);
      return { row, number };
    });
    const head = make("p.u-blanks-way", {}, READS[ways]);
    const parts = rows.map(({ row }) => row);
    return { rows, element: make(`div.u-blanks-said.u-blanks-${ways}`, {}, head, parts) };
  }

  /**
   * @param {ArrayLike<number>[]} said  probabilities of both networks, row after row
   * @param {number[]} right  the answers
   */
  show(said, right) {
    const K = this.answers.length;
    this.rows.forEach(({ bars, right: field }, n) => {
      field.set(String(right[n]));
      bars.forEach(({ rows }, w) =>
        rows.forEach(({ row, number }, k) => {
          const p = said[w][n * K + k];
          row.style.setProperty("--u-share", String(p));
          row.classList.toggle("u-answer", k === right[n]);
          write(number, percent(p));
          put(number, "data-value", p);
        }),
      );
    });
  }
}
