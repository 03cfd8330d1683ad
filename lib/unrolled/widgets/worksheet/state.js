// The state of a worksheet, as it stands in the page's address; blanks are counted from 1.

import { editsState, listed } from "../views/address.js";

/**
 * @param {import("./worksheet.js").Worksheet} sheet
 * @returns {import("../kit/address.js").Schema}
 */
export function schemaOf(sheet) {
  const { blanks } = sheet;
  return {
    at: {
      start: blanks.all[0],
      place: true,
      read: (text) => numbered(blanks, text),
      write: ({ n }) => String(n + 1),
      get: () => sheet.now,
      set: (one) => {
        sheet.now = one;
      },
    },
    set: editsState(sheet.recorded), // before what is filled in, which is judged by it
    fill: list(blanks, {
      text: ({ guess }) => (Number.isNaN(guess) ? null : String(guess)),
      clear: (one) => Object.assign(one, { text: "", guess: Number.NaN }),
      take: (one, text) => {
        one.text = text;
        if (blanks.check(one)) one.text = "";
      },
    }),
    shown: list(blanks, {
      text: ({ shown }) => (shown ? "" : null),
      clear: (one) => Object.assign(one, { shown: false }),
      take: (one) => Object.assign(one, { shown: true }),
    }),
    hints: list(blanks, {
      text: ({ hints }) => (hints ? String(hints) : null),
      clear: (one) => Object.assign(one, { hints: 0 }),
      take: (one, text) => {
        if (/^[12]$/.test(text)) one.hints = Number(text);
      },
    }),
  };
}

/** The blank with a number. */
const numbered = ({ all }, text) => (/^\d{1,4}$/.test(text) ? all[Number(text) - 1] : undefined);

/**
 * A field with something about some of the blanks: `2:0.5,3:1`, or `2,3` where that says all.
 *
 * @param {import("./blanks.js").Blanks} blanks
 * @param {{text: (one: any) => string | null, clear: (one: any) => void,
 *   take: (one: any, text: string) => void}} about  null for a blank that it says nothing of
 */
function list(blanks, { text, clear, take }) {
  const written = (one) => (text(one) ? `${one.n + 1}:${text(one)}` : String(one.n + 1));
  const set = (field) => {
    for (const one of blanks.all) clear(one);
    for (const [n, what = ""] of listed(field).map((part) => part.split(":"))) {
      const one = numbered(blanks, n);
      if (one) take(one, what);
    }
  };
  const get = () => blanks.all.filter((one) => text(one) !== null).map(written);
  return { start: "", read: (field) => field, get: () => get().join(","), set };
}
