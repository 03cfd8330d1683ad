// The blanks of a worksheet and the numbers it gives, as tables.

import { make } from "../kit/dom.js";
import { long } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { tableOf } from "../views/transcript.js";
import { nameOf } from "../views/typeset.js";
import { called } from "./words.js";

/** @param {import("./worksheet.js").Worksheet} sheet */
export function sheetTable(sheet) {
  const { recorded, blanks } = sheet;
  const hides = (i, e) => blanks.hides(i, e);
  return [
    make("p.u-title", {}, "The blanks"),
    numbersTable(
      `To ${blanks.digits} decimals`,
      ["", "your number", "the number"],
      blanks.all.map((one) => row(sheet, one)),
    ),
    make("p.u-title", {}, "The numbers"),
    ...given(sheet).map((i) => tableOf(recorded, [i], nameOf(recorded, i), hides)),
  ];
}

function row(sheet, one) {
  const { blanks } = sheet;
  const value = blanks.isKnown(one) ? blanks.value(one) : Number.NaN;
  const cell = (name, x) => ({
    name,
    index: one.n,
    value: x,
    text: Number.isNaN(x) ? "?" : long(x),
  });
  return {
    head: make("span", {}, called(sheet.recorded, one)),
    cells: [cell("answer", one.guess), cell("number", value)],
  };
}

/** What the ticks of the sheet show: what goes in, what comes out, and what is blank. */
function given({ recorded, blanks, ticks }) {
  const { nodes } = recorded;
  const shown = ticks.flatMap(({ nodes: own, out }) => [
    ...own.flatMap((i) => nodes[i].in).filter((i) => !own.includes(i)),
    out,
  ]);
  return [...new Set([...shown, ...blanks.all.map(({ i }) => i)])].filter(
    (i) => nodes[i].op !== "const",
  );
}
