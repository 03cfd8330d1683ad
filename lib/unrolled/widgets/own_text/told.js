// A training in words and as tables.

import { numberOf } from "../engine/sized.js";
import { make } from "../kit/dom.js";
import { grouped, long } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";

/** @typedef {import("./own_text.js").OwnText} OwnText */

/** What is to be seen. @param {OwnText} own */
export function words(own) {
  const { journal, resumed, state, sizes, bounds, shown } = own;
  const cell = bounds.cells[state.get("cell")];
  if (own.source.refusal) return ["Nothing can be learned from this text yet."];
  const network = `${cell} of ${sizes.H} units, ${grouped(parameters(own))} numbers`;
  if (!shown && own.running) return ["It counts n-grams first, to compare with."];
  if (!shown && resumed)
    return [`A training of ${grouped(resumed.count)} updates is open: the ${network}.`];
  if (!shown) return [`Press Learn: the ${network}, begins to read. All of it happens here.`];
  const loss = make("b.u-loss", {}, long(Math.exp(shown.held), 2));
  const passes = long(shown.mark / journal.windows, 1);
  const read = journal.windows > 1 ? ` (${passes} times through the text)` : "";
  return [
    `After ${grouped(shown.mark)} updates${read} its held-out perplexity is `,
    loss,
    `: ${against(shown.held, journal.bounds)}.`,
  ];
}

/** How many numbers the network has. @param {OwnText} own @returns {number} */
function parameters({ program, sizes }) {
  const size = (/** @type {any[]} */ shape) =>
    shape.reduce((product, part) => product * numberOf(part, sizes), 1);
  return program.start.reduce(
    (/** @type {number} */ sum, /** @type {{shape: any[]}} */ { shape }) => sum + size(shape),
    0,
  );
}

/** @param {number} held @param {any} bounds  all of them losses in nats */
function against(held, { uniform, bigram, ngram }) {
  const [blind, two, best] = [uniform, bigram, ngram.loss].map((loss) => long(Math.exp(loss), 2));
  if (held > uniform) return `worse than guessing blindly (${blind})`;
  if (held > bigram) return `better than guessing blindly (${blind}); bigrams reach ${two}`;
  if (held > ngram.loss)
    return `better than bigrams (${two}); counted ${ngram.n}-grams reach ${best}`;
  return `better than the best that counting reaches, ${ngram.n}-grams with ${best}`;
}

/** @param {OwnText} own */
export function tables(own) {
  const { bounds, marks } = own.journal;
  const row = (/** @type {string} */ head, /** @type {[string, number][]} */ cells, t = 0) => ({
    head,
    cells: cells.map(([name, value]) => ({ name, value, t, text: long(value, 3) })),
  });
  const course = marks.map(({ mark, loss, held }) =>
    row(
      String(mark),
      [
        ["loss", loss],
        ["held", held],
        ["perplexity", Math.exp(held)],
      ],
      mark,
    ),
  );
  const heads = ["update", "loss of the last window", "held-out loss", "held-out perplexity"];
  const found = [settings(own)];
  if (course.length)
    found.push(numbersTable("Marked updates; losses in nats a letter", heads, course));
  if (!bounds) return found;
  /** @type {[string, string, number][]} */
  const rules = [
    ["any letter", "uniform", bounds.uniform],
    ["bigrams", "bigram", bounds.bigram],
    [`${bounds.ngram.n}-grams`, "ngram", bounds.ngram.loss],
  ];
  const counted = rules.map(([head, name, loss]) =>
    row(head, [
      [name, loss],
      [`${name}_perplexity`, Math.exp(loss)],
    ]),
  );
  found.push(numbersTable("What counting reaches", ["", "held-out loss", "perplexity"], counted));
  return found;
}

/** What is set. @param {OwnText} own */
function settings({ source, state, sizes }) {
  /** @type {[string, string, number][]} */
  const all = [
    ["letters of the text", "letters", source.read.ids.length],
    ["different letters K", "K", sizes.K],
    ["units H", "H", sizes.H],
    ["learning rate", "rate", state.get("rate")],
    ["clip at norm", "clip", state.get("clip")],
    ["temperature", "heat", state.get("heat")],
    ["seed", "seed", state.get("seed")],
  ];
  const rows = all.map(([head, name, value]) => ({
    head,
    cells: [{ name, value, text: long(value) }],
  }));
  return numbersTable("Settings", ["", "value"], rows);
}
