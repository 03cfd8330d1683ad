// What is predicted after each letter: one column for each, one bar for each letter.

import { make, put, write } from "../kit/dom.js";
import { percent } from "../kit/numbers.js";

export class Strip {
  /**
   * @param {string[]} letters  the vocabulary
   * @param {string[]} word  each of its letters is to predict the next one
   */
  constructor(letters, word) {
    this.letters = letters;
    this.steps = word.slice(1).map((right, s) => this.step(word[s], right, s + 1));
    this.element = make(
      "div.u-trainer-strip.u-scrolls",
      { "data-part": "strip", role: "group", "aria-label": "What is predicted" },
      this.steps.map((step) => step.element),
    );
  }

  step(read, right, t) {
    const said = make("b.u-trainer-said", { "data-name": "said", "data-t": t, "data-index": 0 });
    const mark = make("span.u-trainer-mark");
    const rows = this.letters.map((letter, k) => {
      const number = make("span", { "data-name": "probs", "data-t": t, "data-index": k });
      const isRight = letter === right;
      const row = make(
        `div.u-prob${isRight ? ".u-answer" : ""}`,
        {},
        make("span.u-trainer-letter", {}, letter),
        number,
      );
      return { row, number };
    });
    const element = make(
      "div.u-trainer-step",
      {},
      make("p", {}, "after ", make("b.u-trainer-letter", {}, read)),
      make("p", {}, said, mark),
      rows.map(({ row }) => row),
    );
    return { element, said, mark, rows, right };
  }

  /**
   * @param {ArrayLike<number>} said  the place of the likeliest letter, for each step
   * @param {ArrayLike<number>[]} probs
   */
  show(said, probs) {
    this.steps.forEach((step, s) => {
      const letter = this.letters[said[s]];
      const isRight = letter === step.right;
      write(step.said, letter);
      put(step.said, "data-value", said[s]);
      write(step.mark, isRight ? "✓" : `✗ not ${step.right}`);
      put(step.mark, "data-right", isRight);
      step.rows.forEach(({ row, number }, k) => {
        row.style.setProperty("--u-share", String(probs[s][k]));
        write(number, percent(probs[s][k]));
        put(number, "data-value", probs[s][k]);
      });
    });
  }
}
