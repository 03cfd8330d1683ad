// What a worksheet says.

import { changesChip } from "../kit/address.js";
import { make } from "../kit/dom.js";
import { long } from "../kit/numbers.js";
import { nameOf } from "../views/typeset.js";

/** @typedef {import("./worksheet.js").Worksheet} Worksheet */

/** The sentence: what just happened, what is to be done, and the score. @param {Worksheet} sheet */
export function sentence(sheet) {
  const { recorded, blanks, now, news } = sheet;
  const own = called(recorded, now);
  const told = {
    open: () => ["Fill in ", ...own, `, to ${blanks.digits} decimals. `],
    wrong: () => wrong(sheet, now),
    shown: () => ["Shown: ", ...own, ` = ${long(blanks.value(now))}. `],
    right: () => [make("b.u-good", {}, "✓ Right: "), ...own, ` = ${long(blanks.value(now))}. `],
  }[blanks.state(now)]();
  return [...news, ...told, make("span.u-score", {}, score(blanks))];
}

/**
 * What a blank is called.
 *
 * @param {import("../engine/recorded.js").Recorded} recorded
 * @param {import("./blanks.js").Blank} blank
 */
export function called(recorded, { i, e }) {
  const name = make("b", {}, nameOf(recorded, i));
  return recorded.nodes[i].shape.length ? [name, `, ${recorded.placeOf(i, e)}`] : [name];
}

function wrong({ recorded, blanks }, one) {
  const { close, words } = blanks.why(one);
  return [
    make("b.u-bad", {}, close ? "≈ " : "✗ "),
    `${long(one.guess)} is ${close ? "close to" : "not"} `,
    ...called(recorded, one),
    ...(words.length
      ? [": ", make("b.u-why", {}, words), ". "]
      : [". Try again, or take a hint. "]),
  ];
}

function score(blanks) {
  const [right, shown, total] = [blanks.count("right"), blanks.count("shown"), blanks.all.length];
  if (right === total) return total === 1 ? "That is all." : `All ${total} right.`;
  return `${right} of ${total} right${shown ? `, ${shown} shown` : ""}.`;
}

/** What the foot says about the reader's edits; empty if there is nothing to reset. */
export function changes({ blanks, recorded }) {
  const touched = blanks.all.some((one) => one.text || one.shown || one.hints);
  const edits = recorded.edits().length;
  return touched || edits ? [...changesChip(edits), " "] : [];
}

/** Write the line below the numbers. @param {Worksheet} sheet */
export function explain(sheet) {
  const { line, now, leaf, asked, tick, journey } = sheet;
  if (leaf) line.edit(leaf.i, leaf.e);
  else if (asked) line.show(journey.ticks[journey.when(asked.i)] ?? tick, asked.i, asked.e);
  else if (sheet.isTold) line.show(tick, now.i, now.e);
  else guide(sheet);
}

/** Before the arithmetic is asked for. */
function guide({ line, now, tick }) {
  line.editing = null;
  const first = now.hints
    ? line.heading(tick, now.i, now.e)
    : [make("span", {}, "Enter checks a number and goes on.")];
  line.label.replaceChildren(...first);
  line.body.replaceChildren(
    now.hints
      ? "Another hint shows the numbers."
      : "A hint shows the way, a second one its numbers. Dotted numbers are yours to change.",
  );
}
