// The update that is shown, in numbers and in words.

import { make, put, write } from "../kit/dom.js";
import { long, lowered, short } from "../kit/numbers.js";

/** @typedef {import("../engine/descent.js").Descent} Descent */
/** @typedef {{perplexity?: number} & Record<string, any>} Rule */

export class Facts {
  /** @param {number[]} twins  two steps whose states are compared */
  constructor(twins) {
    const [s, t] = twins.map(lowered);
    this.facts = [
      fact("L", "loss L of the word", "loss"),
      fact("perplexity", "perplexity", "loss"),
      fact("norm", "gradient norm", "gradient"),
      fact("apart", `distance h${s} to h${t}`, "state"),
    ];
    const elements = this.facts.map(({ element }) => element);
    this.element = make("div.u-trainer-facts", { "data-part": "facts" }, elements);
  }

  /** @param {Descent} descent @param {boolean} clips */
  show(descent, clips) {
    for (const { name, number, after } of this.facts) {
      const [x] = descent.values(name);
      put(number, "data-value", x);
      write(number, short(x));
      if (name === "norm")
        write(after, clips ? ` → ${short(descent.values("clipped_norm")[0])}` : "");
    }
  }
}

function fact(name, label, role) {
  const number = make(`b.u-${role}`, { "data-name": name, "data-index": 0 });
  const after = make("span");
  return { name, number, after, element: make("p", {}, label, make("br"), number, after) };
}

/**
 * What is to be seen at an update.
 *
 * @param {number} n
 * @param {string[]} said  the letters
 * @param {string[]} right
 * @param {number} perplexity
 * @param {Rule[]} rules  perplexities to compare with: blind guessing, and a bigram
 */
export function words(n, said, right, perplexity, rules) {
  const hits = said.filter((letter, k) => letter === right[k]).length;
  const all = right.length;
  const score = hits === all ? `all ${hits} right` : `${hits} of ${all} right`;
  const when = n === 0 ? "Before training" : `After ${n} update${n === 1 ? "" : "s"}`;
  const hope = n === 0 && hits < all ? " Nothing is wrong: it has not been trained." : "";
  return [
    `${when} it says `,
    make("b", {}, said.join("")),
    `: ${score}. Perplexity `,
    make("b.u-loss", {}, short(perplexity)),
    `: ${against(perplexity, rules)}.${hope}`,
  ];
}

/** What is said of a loss that is no number. @param {number} count  the updates before it */
export const failure = (count) => [
  `At update ${count} the loss is no number any more. Lower the learning rate, or clip.`,
];

function against(perplexity, rules) {
  const [uniform, bigram] = rules.map((rule) => rule.perplexity);
  const floor = long(bigram, 3);
  if (perplexity > uniform) return `worse than blind guessing (${long(uniform, 3)})`;
  if (perplexity > bigram) return `better than guessing, but a bigram could reach ${floor}`;
  return `no bigram gets below ${floor}, so it uses its memory`;
}
