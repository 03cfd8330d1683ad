// The state of a widget in the page's address, so that a link opens exactly this.
//
// Each widget has a key; its state stands in the query as `key.field=value`, and only what
// differs from the default.  The hash stays the section's anchor.

/** Only a built page owns its address; in a notebook it belongs to the program around it. */
const own = () =>
  document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]') !== null;

/**
 * The fields that the address has for a widget.
 *
 * @param {string} key
 * @returns {Record<string, string>}
 */
export function stateInAddress(key) {
  if (!own()) return {};
  /** @type {Record<string, string>} */
  const found = {};
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name.startsWith(`${key}.`)) found[name.slice(key.length + 1)] = value;
  }
  return found;
}

/**
 * The address with other fields for one widget; everything else in it stays.
 *
 * @param {string} key
 * @param {Record<string, string>} fields
 */
export function addressWith(key, fields) {
  const query = new URLSearchParams(location.search);
  for (const name of [...query.keys()]) if (name.startsWith(`${key}.`)) query.delete(name);
  for (const [name, value] of Object.entries(fields)) if (value) query.set(`${key}.${name}`, value);
  const text = query.toString().replace(/%3A/g, ":").replace(/%2C/g, ",");
  return `${location.pathname}${text ? `?${text}` : ""}${location.hash}`;
}

let waiting = 0;

/**
 * Write the fields of one widget into the address, soon: browsers limit how often.
 *
 * @param {string} key
 * @param {() => Record<string, string>} fields
 */
export function writeAddress(key, fields) {
  if (!own()) return;
  pending.set(key, fields);
  if (!waiting) waiting = setTimeout(writeNow, 150);
}

function writeNow() {
  clearTimeout(waiting);
  waiting = 0;
  for (const [name, current] of pending) {
    history.replaceState(history.state, "", addressWith(name, current()));
  }
  pending.clear();
}

/**
 * Go to what a step link asks of one widget: a new entry of the history, in which further
 * steps stay, so that one way back leads to the text.
 *
 * @param {string} key
 * @param {string} href
 */
export function stepTo(key, href) {
  writeNow();
  const { searchParams, hash } = new URL(href);
  const behind = [...searchParams].map(([name, text]) => [name.slice(key.length + 1), text]);
  const address = new URL(addressWith(key, Object.fromEntries(behind)), location.href);
  address.hash = hash;
  const add = history.state?.step ? "replaceState" : "pushState";
  history[add]({ ...history.state, step: true }, "", address);
}

/** @type {Map<string, () => Record<string, string>>} */
const pending = new Map();

/**
 * A key that no other widget of the page has: `tape`, `tape2`, …
 *
 * @param {string} name
 */
export function freeKey(name) {
  const taken = new Set(
    [...document.querySelectorAll("[data-key]")].map((el) => el.getAttribute("data-key")),
  );
  let key = name;
  for (let n = 2; taken.has(key); n++) key = `${name}${n}`;
  return key;
}
