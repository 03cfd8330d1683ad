// Random numbers with a seed, the same as NumPy's: `np.random.default_rng(seed).random()`.
//
// The seed is mixed by SeedSequence and drives PCG64, a linear step of 128 bits whose halves
// are folded into one and rotated.
//
// Sources: O'Neill, "PCG: a family of simple fast space-efficient statistically good
// algorithms for random number generation", 2014; NumPy's `bit_generator` and `pcg64`.

const POOL = 4;
const BITS_64 = (1n << 64n) - 1n;
const BITS_128 = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/** A mixing of 32-bit words whose constant goes on. @param {number} start @param {number} by */
function mixing(start, by) {
  let constant = start;
  return (/** @type {number} */ word) => {
    const mixed = word ^ constant;
    constant = Math.imul(constant, by);
    const product = Math.imul(mixed, constant);
    return product ^ (product >>> 16);
  };
}

/** @param {number} x @param {number} y */
function joined(x, y) {
  const both = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
  return both ^ (both >>> 16);
}

/** The 32-bit words of a seed, the lowest first. @param {bigint} seed */
function wordsOf(seed) {
  const words = [];
  for (let rest = seed; rest > 0n || !words.length; rest >>= 32n)
    words.push(Number(rest & 0xffffffffn));
  return words;
}

/** Eight words that a seed stands for. @param {bigint} seed */
function spread(seed) {
  const words = wordsOf(seed);
  const mix = mixing(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: POOL }, (_, i) => mix(words[i] ?? 0));
  const into = (/** @type {number} */ word, /** @type {number} */ i) => {
    pool[i] = joined(pool[i], mix(word));
  };
  for (let from = 0; from < POOL; from++)
    for (let to = 0; to < POOL; to++) if (from !== to) into(pool[from], to);
  for (const word of words.slice(POOL)) for (let to = 0; to < POOL; to++) into(word, to);
  const last = mixing(0x8b51f9dd, 0x58f38ded);
  return Array.from({ length: 2 * POOL }, (_, i) => BigInt(last(pool[i % POOL]) >>> 0));
}

/** A generator of random numbers in [0, 1). */
export class Random {
  /**
   * @param {number | bigint} seed  a whole number from 0 up
   * @throws {Error} if it is none
   */
  constructor(seed) {
    if (!(typeof seed === "bigint" || Number.isSafeInteger(seed)) || seed < 0)
      throw new Error(`The seed is ${seed}; it must be a whole number of at least 0.`);
    const w = spread(BigInt(seed));
    const [high, low, more, less] = [0, 2, 4, 6].map((i) => w[i] | (w[i + 1] << 32n));
    this.increment = ((((more << 64n) | less) << 1n) | 1n) & BITS_128;
    this.state = 0n;
    this.step();
    this.state = (this.state + ((high << 64n) | low)) & BITS_128;
    this.step();
  }

  step() {
    this.state = (this.state * MULTIPLIER + this.increment) & BITS_128;
  }

  /** The next number. */
  next() {
    this.step();
    const folded = (this.state >> 64n) ^ (this.state & BITS_64);
    const by = this.state >> 122n;
    const turned = ((folded >> by) | (folded << (64n - by))) & BITS_64;
    return Number(turned >> 11n) * 2 ** -53;
  }
}
