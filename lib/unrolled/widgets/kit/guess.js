// A guess as a reader types it, and what is to be said to a wrong one.

const GROUPED = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;

/**
 * Read a number as people write it: 5.49, 5,49, −0.5, 5,300,000, 43 %, 1/4.
 *
 * @param {string} text
 * @param {string} unit may stand behind the number
 * @param {boolean} thousands whether 5,300 is fifty-three hundred, not a little over five
 * @returns {number} NaN if it is none
 */
export function parseNumber(text, unit = "", thousands = true) {
  let plain = text.trim().replaceAll("−", "-");
  if (unit && plain.endsWith(unit)) plain = plain.slice(0, -unit.length);
  plain = plain.replace(/[\s_]/g, "");
  const ratio = plain.split("/");
  if (ratio.length === 2)
    return parseNumber(ratio[0], "", thousands) / parseNumber(ratio[1], "", thousands);
  plain = thousands && GROUPED.test(plain) ? plain.replaceAll(",", "") : plain.replace(",", ".");
  return plain === "" || !/^[-+.\deE]+$/.test(plain) ? NaN : Number(plain);
}

/**
 * What a wrong guess comes from: the words of the first mistake that gives it.
 *
 * @param {[number, string][]} mistakes  wrong numbers, each with what to say to it
 * @param {number} guess
 * @param {number} reach  how far a guess may be from the number
 * @returns {string} empty if none is recognised
 */
export const mistakeOf = (mistakes, guess, reach) =>
  mistakes.find(([wrong]) => Math.abs(guess - wrong) <= reach)?.[1] ?? "";
