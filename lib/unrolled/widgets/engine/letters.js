// Letters as readers see them, and every one is to be seen: what has no ink of its own gets a
// sign.

/** @type {Record<string, string>} */
const SIGNS = { " ": "␣", "\n": "⏎", "\r\n": "⏎", "\t": "⇥", "\u00a0": "⍽" };
const HIDDEN = "⬚"; // pictures of control characters are in few fonts, and not in the book's
const NO_INK = /^[\p{White_Space}\p{DI}\p{Cc}\p{Cs}\p{Co}\p{NChar}\ufff9-\ufffb\u2800\u{1d159}]*$/u;
const LOWERED = "₀₁₂₃₄₅₆₇₈₉";

/** The sign of a letter: itself, where it can be seen. @param {string} letter */
export function sign(letter) {
  if (SIGNS[letter]) return SIGNS[letter];
  if (NO_INK.test(letter)) return HIDDEN;
  return /^[\p{Mn}\p{Me}]/u.test(letter) ? `◌${letter}` : letter; // an accent without its letter
}

const STAYS = "[\\p{M}\\p{EMod}\\u200c\\u200d\\uff9e\\uff9f\\u{e0020}-\\u{e007f}]";
const INDIA = "[\\u0904-\\u0d7f]";
const JOINED = [
  "\\p{RI}{2}", // the two letters of a flag
  `\\p{ExtPict}(?:${STAYS}*\\u200d\\p{ExtPict})*`,
  // a syllable of Korean
  "(?=[\\u1100-\\u11ff\\uac00-\\ud7a3])[\\u1100-\\u115f]*[\\uac00-\\ud7a3]?[\\u1160-\\u11a7]*[\\u11a8-\\u11ff]*",
  // consonants of India with a virama between them
  `${INDIA}(?:${STAYS}*[\\u094d\\u09cd\\u0acd\\u0b4d\\u0c4d\\u0d4d]${STAYS}*${INDIA})*`,
  `${STAYS}|[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]`,
];
const GRAPHEME = new RegExp(`\\r\\n|(?:${JOINED.join("|")})${STAYS}*|.`, "gsu");
const SEVERAL = new RegExp(`\\r\\n|${STAYS}|\\p{RI}|[\\u1100-\\u11ff]`, "u");

/**
 * Cut a text into what readers see as one letter: accents stay, and an emoji is whole; as the
 * library does (text/letters.py).
 *
 * @param {string} text
 * @returns {string[]}
 */
export const graphemes = (text) =>
  SEVERAL.test(text) ? (text.match(GRAPHEME) ?? []) : Array.from(text);

/** A letter without what cannot be seen in it, in one spelling. @param {string} letter */
const looks = (letter) => letter.normalize("NFC").replace(/(?<=.)\p{DI}/gu, "");

/**
 * The signs of letters; those that would look alike are numbered.
 *
 * @param {string[]} letters
 */
export function signs(letters) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return letters.map((letter) => {
    const own = sign(letter);
    const n = (seen.get(looks(own)) ?? 0) + 1;
    seen.set(looks(own), n);
    return n === 1
      ? own
      : `${own}${[...String(n)].map((digit) => LOWERED[Number(digit)]).join("")}`;
  });
}
