/**
 * Says what a question answers to every wrong guess that it knows.
 *
 * Reads a JSON array of tasks from stdin; prints, for each, what its mistakes are met with
 * (typed in full, and as precisely as the question wants), and what the right answer is.
 */

import { readFileSync } from "node:fs";

import { precisionOf } from "../../lib/unrolled/widgets/kit/guess.js";
import { judged } from "../../lib/unrolled/widgets/predict/predict.js";

/** A number as precisely as it is asked for. */
function rounded(task, number) {
  const found = /to (\d+) (decimal|digit)/.exec(precisionOf(task));
  if (!found) return String(number);
  const count = Number(found[1]);
  const digits = Math.max(2, count); // fewer would be another number
  return found[2] === "digit" ? number.toExponential(digits - 1) : number.toFixed(count);
}

/** The spellings of a guess. */
function spellings(task, guess) {
  return task.choices ? [task.choices[guess]] : [String(guess), rounded(task, guess)];
}

function checked(task) {
  const right = task.choices ? task.answer : task.number;
  const answers = (guess) =>
    spellings(task, guess).map((text) => ({ text, ...judged(task, text) }));
  return { right: answers(right), mistakes: task.mistakes.map(([guess]) => answers(guess)) };
}

const tasks = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(tasks.map(checked)));
