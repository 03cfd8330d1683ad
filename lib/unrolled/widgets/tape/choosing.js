// Several programs: the switch between them, and what becomes of the edits.

import { choice } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { again, carry } from "./edits.js";

/**
 * The switch.
 *
 * @param {import("./programs.js").Programs} programs
 * @param {(name: string) => void} change
 */
export function choosing({ names, name }, change) {
  const made = choice({
    name: "program",
    label: "Show",
    options: names.map((one) => [one, one]),
    value: name,
    change,
  });
  return { ...made, element: make("div.u-switch", {}, made.element) };
}

/**
 * Make in the program that is shown the edits of its own and those of numbers that it shares
 * with the one shown before.
 *
 * @param {import("./programs.js").Programs} programs
 * @param {string} before
 * @param {import("../engine/recorded.js").Recorded} from
 * @param {import("../engine/recorded.js").Recorded} to
 */
export function carryEdits(programs, before, from, to) {
  for (const edit of programs.kept.get(programs.name) ?? []) again(to, edit);
  const left = carry(from, to);
  programs.kept.set(before, left);
  programs.lost = left.length;
}
