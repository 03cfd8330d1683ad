// The state of a worksheet as fields of the page's address, and back.

import { editsField, listed, makeEdits } from "../views/address.js";

/**
 * The fields that differ from the default; blanks are counted from 1.
 *
 * @param {import("./worksheet.js").Worksheet} sheet
 * @returns {Record<string, string>}
 */
export function fieldsOf({ recorded, blanks, now }) {
  const list = (has, text) =>
    blanks.all
      .filter(has)
      .map((one) => text(one, one.n + 1))
      .join(",");
  return {
    at: now.n ? String(now.n + 1) : "",
    fill: list(
      ({ guess }) => !Number.isNaN(guess),
      ({ guess }, n) => `${n}:${guess}`,
    ),
    shown: list(
      ({ shown }) => shown,
      (_, n) => n,
    ),
    hints: list(
      ({ hints }) => hints,
      ({ hints }, n) => `${n}:${hints}`,
    ),
    set: editsField(recorded),
  };
}

/**
 * Take over what a link asks for, as far as it fits; gives the running blank, if it says so.
 *
 * @param {import("./worksheet.js").Worksheet} sheet
 */
export function restored({ recorded, blanks, frame }) {
  const { asked } = frame;
  const numbered = (text) => blanks.all[/^\d{1,4}$/.test(text) ? Number(text) - 1 : -1];
  const pairs = (field) =>
    listed(field)
      .map((text) => text.split(":"))
      .map(([n, what = ""]) => ({ one: numbered(n), what }))
      .filter(({ one }) => one);
  makeEdits(recorded, asked.set);
  for (const { one, what } of pairs(asked.fill)) {
    one.text = what;
    if (blanks.check(one)) one.text = "";
  }
  for (const { one } of pairs(asked.shown)) one.shown = true;
  for (const { one, what } of pairs(asked.hints)) if (/^[12]$/.test(what)) one.hints = Number(what);
  return numbered(asked.at ?? "");
}
