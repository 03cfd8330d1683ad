// What readers type, read once for all widgets: 0.25, 5,49, 5 300 000, 1/4, 42 %, 3.9·10⁻⁴.
//
// A comma or a point before exactly three digits may mean thousands or a decimal; then a
// reading has both values, and whoever asked takes the one that fits.

/**
 * @typedef {object} Reading
 * @property {number[]} values  every number that the text can mean, the plainest first
 * @property {number[]} steps  of each of them, the size of its last digit; 0 for a fraction
 * @property {boolean} percent  whether a percent sign stands behind it
 * @property {string} problem  why it is no number, as words; empty if it is one
 */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const PLAIN = /^\d+(?:[.,]\d*)?$|^[.,]\d+$/;
const THOUSANDS = /^[1-9]\d{0,2}(?:([ '’,.])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d*)?$/;
const SCIENTIFIC = /^([+-]?)(?:(.+?)(?:e|[·×*x]10\^)([+-]?\d+)|10\^([+-]?\d+)|(.+))$/i;
const UNSEEN = /[\p{Cf}\p{Cc}\p{Cs}]/gu; // marks of direction, gaps of no width: copied by accident
const GAPS = /[\s_]+/g; // narrow and unbreakable spaces among them
const OPERATORS = / ?([-+·×*^/%]) ?/g;

/** What can be seen of a text that was typed. @param {string} text */
export const seen = (text) => text.replace(UNSEEN, "").trim();

/**
 * Read what was typed.
 *
 * @param {string} text
 * @param {string} [unit]  may stand behind the number; with "%", 42 % is 42, else 0.42
 * @returns {Reading}
 */
export function read(text, unit = "") {
  const trimmed = seen(text);
  const own = unit !== "" && trimmed.endsWith(unit);
  const plain = simplified(own ? trimmed.slice(0, -unit.length) : trimmed);
  const cent = plain.endsWith("%");
  const found = fractions(cent ? plain.slice(0, -1) : plain, cent ? -2 : 0);
  const values = found.map(({ value }) => value);
  const problem = problemOf(trimmed, values);
  return {
    values: problem ? [] : values,
    steps: found.map(({ step }) => step),
    percent: cent || (own && unit === "%"),
    problem,
  };
}

/**
 * The number that was typed: of its readings the first that fits; NaN if none does.
 *
 * @param {string} text
 * @param {(value: number) => boolean} [fits]
 */
export const typed = (text, fits = () => true) => read(text).values.find(fits) ?? Number.NaN;

/** One spelling of signs, of powers and of gaps. @param {string} text */
function simplified(text) {
  return text
    .replace(/[−–‐‑]/g, "-")
    .replace(/[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (power) => `^${[...power].map(lowered).join("")}`)
    .replaceAll("**", "^")
    .replace(/[⁄∕]/g, "/")
    .replace(/[⋅∙]/g, "·")
    .replace(GAPS, " ")
    .replace(OPERATORS, "$1")
    .replace(/ ?(x) ?(?=10\^)/i, "$1")
    .trim();
}

/** @param {string} sign */
const lowered = (sign) => ({ "⁺": "", "⁻": "-" })[sign] ?? String(RAISED.indexOf(sign));

/** A number or one divided by another, times 10 to the `shift`. */
function fractions(/** @type {string} */ text, shift = 0) {
  const [over, under, ...more] = text.split("/");
  if (more.length) return [];
  if (under === undefined) return powers(over, shift);
  return powers(over, shift).flatMap(({ value: a }) =>
    powers(under).map(({ value: b }) => ({ value: a / b, step: 0 })),
  );
}

/** A number with a sign, times powers of ten. */
function powers(/** @type {string} */ text, shift = 0) {
  const found = SCIENTIFIC.exec(text);
  if (!found) return [];
  const [, sign, mantissa, exponent, alone, plain] = found;
  const factor = sign === "-" ? -1 : 1;
  if (alone !== undefined)
    return [{ value: factor * Number(`1e${Number(alone) + shift}`), step: 0 }];
  const power = Number(exponent ?? 0) + shift;
  return decimals(mantissa ?? plain).map(({ digits, places }) => ({
    value: factor * Number(`${digits}e${power}`),
    step: Number(`1e${power - places}`),
  }));
}

/** The decimal readings of digits with commas, points and gaps between them. */
function decimals(/** @type {string} */ text) {
  const found = [];
  if (PLAIN.test(text)) found.push(text.replace(",", "."));
  const grouped = THOUSANDS.exec(text);
  if (grouped) {
    const joined = text.replaceAll(grouped[1], "").replace(",", ".");
    if (/^\d+\.?\d*$/.test(joined)) found.push(joined);
  }
  return found.map((digits) => ({ digits, places: digits.split(".")[1]?.length ?? 0 }));
}

/** Why there is no number to work with. @param {string} text @param {number[]} values */
function problemOf(text, values) {
  if (!text) return "nothing is written";
  if (!values.length) return `“${text}” is not a number`;
  if (values.every(Number.isFinite)) return "";
  return text.includes("/")
    ? `“${text}” divides by zero`
    : `“${text}” is larger than any number that is worked with here`;
}
