// Depth of colour: how large a value is.  Hue is its role, stripes are its sign.

/** Size at which the tint is full, the same at every tick so that depths can be compared. */
/** @type {Record<string, number>} */
const FULL = { input: 1, recurrent: 0.8, output: 1.4, state: 1.8, loss: 2, gradient: 0.8, gate: 1 };

/** The same in words, for readers. */
export const COLOURS =
  "The deeper the colour behind a number, the larger it is; stripes: it is below zero.";

/**
 * A background colour for a value.
 *
 * @param {number} x
 * @param {string} role
 * @param {number} [most]  percent of the hue at full depth; 38 keeps ink readable on it
 * @param {number} [full]  the size at which it is full
 */
export function tint(x, role, most = 38, full = FULL[role] ?? 1) {
  const share = Math.sqrt(Math.min(1, Math.abs(x) / full)) || 0;
  return `color-mix(in srgb, var(--u-${role}) ${Math.round(most * share)}%, var(--u-bg))`;
}
