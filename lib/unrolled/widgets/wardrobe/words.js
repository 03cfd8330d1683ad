// A day in words, and the last line of the cell with its numbers.

import { make } from "../kit/dom.js";
import { short } from "../kit/numbers.js";

/** @typedef {(name: string) => number} Value */

/** What is worn today, and why. @param {Value} value @param {boolean} keeps  whether z says how much is kept */
export function sentence(value, keeps) {
  const moved = keeps ? 1 - value("z") : value("z");
  const bold = (name) => make("b", {}, short(value(name)));
  return [hears(value("r")), ": ", bold("n"), goes(moved), bold("h"), "."];
}

function hears(share) {
  if (share === 0) return "The candidate looks at the weather alone";
  if (share === 1) return "The candidate hears yesterday's clothes in full";
  return `The candidate hears ${percent(share)} of yesterday's clothes`;
}

function goes(share) {
  if (share === 0) return ". Today you wear what you wore yesterday: ";
  if (share === 1) return ". Today you wear the candidate, and nothing is left of yesterday: ";
  return `. Today you go ${percent(share)} of the way from yesterday's clothes to it: `;
}

/** The last line of the cell, as it stands in this convention. @param {Value} value @param {boolean} keeps */
export function arithmetic(value, keeps) {
  const [z, old, fresh, h] = ["z", "h_prev", "n", "h"].map((name) => short(value(name)));
  const signed = (text) => (text.startsWith("−") ? `(${text})` : text);
  const symbols = keeps ? "z · hₜ₋₁ + (1 − z) · h̃ₜ" : "(1 − z) · hₜ₋₁ + z · h̃ₜ";
  const parts = keeps
    ? `${z} · ${signed(old)} + (1 − ${z}) · ${signed(fresh)}`
    : `(1 − ${z}) · ${signed(old)} + ${z} · ${signed(fresh)}`;
  return [
    make("span", {}, `hₜ = ${symbols}`),
    make("span", {}, `= ${parts}`),
    make("b", {}, `= ${h}`),
  ];
}

/** A share in whole percent. @param {number} x */
const percent = (x) => `${Math.round(100 * x)} %`;
