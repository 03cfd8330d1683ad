// Every letter is to be seen: what has no ink of its own gets a sign.

/** @type {Record<string, string>} */
const SIGNS = { " ": "␣", "\n": "⏎", "\t": "⇥", "\u00a0": "⍽", "\u007f": "\u2421" };
const HIDDEN = "⬚";
const PICTURES = 0x2400; // of the control characters, in their order
const LOWERED = "₀₁₂₃₄₅₆₇₈₉";

/** The sign of a letter: itself, where it can be seen. @param {string} letter */
export function sign(letter) {
  if (SIGNS[letter]) return SIGNS[letter];
  const code = letter.codePointAt(0) ?? 0;
  if (code < 32 && letter.length === 1) return String.fromCodePoint(PICTURES + code);
  if (/^[\p{White_Space}\p{DI}\p{Cc}\p{Cs}\p{Co}\ufff9-\ufffb\u2800]*$/u.test(letter))
    return HIDDEN;
  return /^[\p{Mn}\p{Me}]/u.test(letter) ? `◌${letter}` : letter; // an accent without its letter
}

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
    const n = (seen.get(own) ?? 0) + 1;
    seen.set(own, n);
    return n === 1
      ? own
      : `${own}${[...String(n)].map((digit) => LOWERED[Number(digit)]).join("")}`;
  });
}
