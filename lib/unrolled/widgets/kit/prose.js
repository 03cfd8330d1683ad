// Text of the library with the numbers of errata in it, which are links where the list is.

import { make } from "./dom.js";

const NUMBER = /\b(E\d\d)\b/;

/** The address of the book's list of errata; elsewhere than in the book there is none. */
function list() {
  const link = document.querySelector('a[href*="errata.html"]');
  return link instanceof HTMLAnchorElement ? link.href.split("#")[0] : "";
}

/**
 * The parts of a text: what stands between numbers, and links.
 *
 * @param {string} text
 * @returns {(string | HTMLAnchorElement)[]}
 */
export function prose(text) {
  const href = NUMBER.test(text) && list();
  if (!href) return [text];
  return text
    .split(NUMBER)
    .filter(Boolean)
    .map((part) =>
      /^E\d\d$/.test(part) ? make("a", { href: `${href}#list-${part}` }, part) : part,
    );
}
