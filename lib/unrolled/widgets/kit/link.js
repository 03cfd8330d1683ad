// The state of a widget in the page's address, so that a link opens exactly this.
//
// Each widget has a key; its state stands in the query as `key.field=value`, and only what
// differs from the default.  The hash stays the section's anchor.

const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
/** @type {boolean | undefined} */
let embedded; // known once: a search of the whole page for each key would be felt

/** Only a built page owns its address; in a notebook it belongs to the program around it. */
function own() {
  embedded ??= document.querySelector(STATE) !== null;
  return embedded;
}

/** What an address asks for; an ampersand may have come through HTML. @param {string} search */
const asked = (search) => new URLSearchParams(search.replaceAll("&amp;", "&"));

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
  for (const [name, value] of asked(location.search)) {
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
export const addressWith = (key, fields) => addressOf(new Map([[key, fields]]));

/** The address with other fields for some widgets. @param {Map<string, Record<string, string>>} all */
function addressOf(all) {
  const query = asked(location.search);
  for (const [key, fields] of all) {
    for (const name of [...query.keys()]) if (name.startsWith(`${key}.`)) query.delete(name);
    for (const [name, value] of Object.entries(fields))
      if (value) query.set(`${key}.${name}`, value);
  }
  const text = query.toString().replace(/%3A/g, ":").replace(/%2C/g, ",");
  return `${location.pathname}${text ? `?${text}` : ""}${location.hash}`;
}

const SOON = 150; // milliseconds until a change is written
const APART = 320; // between two writings: Safari takes a hundred in half a minute
const LATER = 5000; // until what was refused is tried again

let waiting = 0;
let written = -APART;

/**
 * Write the fields of one widget into the address, soon: browsers limit how often.  Until
 * then the page is marked: its address is not yet this state.
 *
 * @param {string} key
 * @param {() => Record<string, string>} fields
 */
export function writeAddress(key, fields) {
  if (!own()) return;
  pending.set(key, fields);
  document.documentElement.dataset.unwritten = "";
  if (waiting) return;
  waiting = setTimeout(writeNow, Math.max(SOON, written + APART - performance.now()));
}

function writeNow() {
  clearTimeout(waiting);
  waiting = 0;
  const all = new Map([...pending].map(([key, fields]) => [key, fields()]));
  const address = addressOf(all);
  try {
    if (address !== location.pathname + location.search + location.hash) {
      written = performance.now();
      history.replaceState(history.state, "", address);
    }
    pending.clear();
    delete document.documentElement.dataset.unwritten;
  } catch {
    waiting = setTimeout(writeNow, LATER); // too often, for this browser
  }
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
  const { search, hash } = new URL(href);
  const behind = [...asked(search)].map(([name, text]) => [name.slice(key.length + 1), text]);
  const address = new URL(addressWith(key, Object.fromEntries(behind)), location.href);
  address.hash = hash;
  const add = history.state?.step ? "replaceState" : "pushState";
  try {
    history[add]({ ...history.state, step: true }, "", address);
  } catch {
    location.assign(address); // too often, for this browser: the page opens anew
  }
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
