// How numbers are written.

const MINUS = "\u2212";

/** With a real minus sign. @param {number} x @param {string} text */
const signed = (x, text) => (x < 0 ? MINUS + text : text);

/** What is not a finite number, in words. @param {number} x */
function special(x) {
  if (Number.isNaN(x)) return "NaN";
  return x > 0 ? "∞" : `${MINUS}∞`;
}

/**
 * For a cell: a given number of decimals; exact 0 and 1 are short.
 *
 * @param {number} x
 * @param {number} [digits]
 */
export function short(x, digits = 3) {
  if (!Number.isFinite(x)) return special(x);
  if (x === 0) return "0";
  if (Math.abs(x) === 1) return signed(x, "1");
  const size = Math.abs(x);
  if (size >= 10 ** (7 - digits)) return signed(x, size.toExponential(Math.max(0, digits - 2)));
  return signed(x, size.toFixed(digits));
}

/**
 * For arithmetic: `digits` decimals, and trailing zeros cut only where nothing is lost.
 *
 * @param {number} x
 * @param {number} [digits]
 */
export function long(x, digits = 6) {
  if (!Number.isFinite(x)) return special(x);
  const size = Math.abs(x);
  if (size !== 0 && (size >= 1e9 || size < 10 ** -digits / 2)) {
    return signed(x, size.toExponential(Math.max(1, digits - 3)));
  }
  const text = size.toFixed(digits);
  const exact = Math.abs(size - Number(text)) <= 1e-15 * Math.max(1, size);
  const shown = exact && text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return signed(x === 0 ? 0 : x, shown);
}

/** A whole number as an index. @param {number} n */
export const lowered = (n) => [...String(n)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");

/** A whole number as an exponent. @param {number} n */
export const raised = (n) =>
  [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻").join("");

/**
 * For what spans many orders of size: 0.0451, 2.1·10⁻⁷.
 *
 * @param {number} x
 * @param {number} [digits]  how many that count
 */
export function sized(x, digits = 3) {
  if (x === 0 || !Number.isFinite(x)) return short(x);
  const [mantissa, power] = Math.abs(x)
    .toExponential(digits - 1)
    .split("e");
  const n = Number(power);
  if (n >= -3 && n < 4) return signed(x, Math.abs(x).toFixed(Math.max(0, digits - 1 - n)));
  return signed(x, `${mantissa}·10${raised(n)}`);
}

/** In percent with one decimal and a narrow space. @param {number} x */
export const percent = (x) => `${(100 * x).toFixed(1)}\u202f%`;

/** A large number in groups of three digits, without decimals. @param {number} x */
export const grouped = (x) =>
  signed(x, Math.abs(x).toLocaleString("en", { maximumFractionDigits: 0 }));
