// The judge: whether a guess is right, close, or a mistake that is known.

/**
 * @typedef {object} Question  what is asked for
 * @property {number} number  the right answer
 * @property {number} tolerance  how far from it a guess may be
 * @property {string} [unit]
 * @property {[number, string][]} mistakes  wrong numbers, each with what to say to it
 * @property {number} [near]  within so many tolerances it was worked out right, and rounded
 */

/**
 * @typedef {object} Verdict
 * @property {"right" | "close" | "wrong"} verdict
 * @property {string} why  what to say to it; empty if there is nothing
 * @property {number} guess  the number that was taken to be meant
 */

/** @typedef {{value: number, step: number, share: boolean}} Candidate  one meaning of a guess */

const LIKE = 0.1; // a guess farther off than this share of a number is not that number, rounded
const SAME = 1e-9; // relative

/**
 * Judge a guess: of all that it can mean, what fits best.
 *
 * A mistake is recognised within the tolerance, and where it agrees with all digits typed.
 *
 * @param {Question} question
 * @param {import("./reading.js").Reading} reading  with one value at least
 * @returns {Verdict}
 */
export function judge(question, reading) {
  const { number, tolerance, mistakes, near = 0 } = question;
  const all = candidates(question, reading);
  const reach = tolerance + 1e-12 * Math.abs(number);
  const [first] = all;
  const right = all.find(({ value }) => Math.abs(value - number) <= reach);
  if (right && !right.share) return { verdict: "right", why: "", guess: right.value };
  const known = recognised(mistakes, all, reach);
  if (known?.off === 0) return { verdict: "wrong", why: known.why, guess: known.guess };
  if (right) return { verdict: "right", why: shareInWords(right), guess: right.value };
  const rounded = all.find((one) => agrees(one, number));
  if (rounded)
    return {
      verdict: "close",
      why: "right as far as it goes, but more digits are needed",
      guess: rounded.value,
    };
  if (known) return { verdict: "wrong", why: known.why, guess: known.guess };
  const nearly = all.find(({ value }) => Math.abs(value - number) <= near * reach);
  if (nearly)
    return {
      verdict: "close",
      why: "the last digits are off: round at the end only",
      guess: nearly.value,
    };
  return { verdict: "wrong", why: "", guess: first.value };
}

/**
 * All meanings of a guess; where percents are asked for, a share is one, too.
 *
 * @param {Question} question
 * @param {import("./reading.js").Reading} reading
 * @returns {Candidate[]}
 */
function candidates({ unit }, { values, steps, percent }) {
  const plain = values.map((value, i) => ({ value, step: steps[i], share: false }));
  if (unit !== "%" || percent) return plain;
  const scaled = plain.map(({ value, step }) => ({
    value: Number((100 * value).toPrecision(15)),
    step: 100 * step,
    share: true,
  }));
  return [...plain, ...scaled];
}

/** @param {Candidate} share */
const shareInWords = ({ value }) => `${String(value / 100).replace("-", "−")} is ${value} %`;

/**
 * The mistake that a guess comes closest to, if it is one.
 *
 * @param {[number, string][]} mistakes
 * @param {Candidate[]} all
 * @param {number} reach
 */
function recognised(mistakes, all, reach) {
  // in a wide question a small mistake is known by its own size, or by the digits typed
  const near = (/** @type {number} */ wrong, /** @type {number} */ step) =>
    wrong === 0 ? reach : Math.min(reach, Math.max(LIKE * Math.abs(wrong), step / 2));
  const pairs = all.flatMap((one) => mistakes.map(([wrong, why]) => ({ one, wrong, why })));
  const [nearest] = pairs
    .filter(
      ({ one, wrong }) =>
        Math.abs(one.value - wrong) <= near(wrong, one.step) || agrees(one, wrong),
    )
    .map(({ one, wrong, why }) => {
      const off = Math.abs(one.value - wrong);
      return { why, guess: one.value, off: off <= SAME * Math.abs(wrong) ? 0 : off };
    })
    .sort((a, b) => a.off - b.off);
  return nearest;
}

/** Whether a guess is a number, rounded or cut off after its last digit. */
function agrees(/** @type {Candidate} */ { value, step }, /** @type {number} */ number) {
  const off = Math.abs(value - number);
  if (!(off <= LIKE * Math.abs(number)) || step === 0) return false;
  const cut = Math.abs(value) <= Math.abs(number) && off < step;
  return cut || off <= (step / 2) * (1 + SAME);
}

/**
 * How precisely a question wants its answer, in words: "2 decimals".
 *
 * @param {{number: number, tolerance: number}} question
 */
export function precisionOf({ number, tolerance }) {
  if (tolerance === 0) return Number.isInteger(number) ? "a whole number" : "exactly";
  const decimals = Math.ceil(-Math.log10(2 * tolerance) - SAME);
  if (tolerance > 0.5) return `within ${tolerance.toLocaleString("en")} is good`;
  if (decimals === 0) return "to the nearest whole number";
  const digits = decimals + Math.floor(Math.log10(Math.abs(number))) + 1;
  const small = Math.abs(number) < 0.01 && digits > 0;
  const [count, what] = small ? [digits, "digit"] : [decimals, "decimal"];
  return `to ${count} ${what}${count === 1 ? "" : "s"}${small ? " that count" : ""}`;
}
