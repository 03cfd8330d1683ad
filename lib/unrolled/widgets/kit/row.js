// A row of like things is one tab stop; from there the arrow keys move along it.

/**
 * Let the arrows move along a row while the keyboard is in it; after a click they do what they
 * do in the widget.
 *
 * @param {HTMLElement} row
 * @param {() => HTMLElement[]} parts  those that can have the focus
 * @param {[string, string]} [ways]  the keys that go back and on
 */
export function alongRow(row, parts, ways = ["ArrowLeft", "ArrowRight"]) {
  let pointed = false;
  row.addEventListener("pointerdown", () => {
    pointed = true;
  });
  row.addEventListener("focusout", ({ relatedTarget }) => {
    if (!row.contains(/** @type {Node | null} */ (relatedTarget))) pointed = false;
  });
  row.addEventListener("keydown", (event) => {
    const all = parts();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    if (at < 0 || pointed || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey)
      return;
    const to = along(event.key, ways, at, all.length - 1);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    oneStop(all, to);
    all[to].focus();
  });
}

/**
 * A table of fields is one tab stop: up and down move in it, and so do left and right where the
 * text of a field ends.
 *
 * @param {HTMLElement} table
 * @param {HTMLInputElement[]} fields  row by row
 * @param {number} columns
 */
export function alongFields(table, fields, columns) {
  const place = (/** @type {Event} */ { target }) =>
    fields.indexOf(/** @type {HTMLInputElement} */ (target));
  oneStop(fields, 0);
  table.addEventListener("focusin", (event) => {
    if (place(event) >= 0) oneStop(fields, place(event));
  });
  table.addEventListener("keydown", (event) => {
    const at = place(event);
    if (at < 0 || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = fields[at + beyond(event.key, fields[at], columns)];
    if (!next || next === fields[at]) return;
    event.preventDefault();
    next.focus();
    next.select(); // as after Tab
  });
}

/**
 * How many fields a key goes on.
 *
 * @param {string} key
 * @param {HTMLInputElement} field
 * @param {number} columns
 */
function beyond(key, { selectionStart, selectionEnd, value }, columns) {
  /** @type {Record<string, number>} */
  const steps = {
    ArrowUp: -columns,
    ArrowDown: columns,
    ArrowLeft: selectionStart === 0 ? -1 : 0,
    ArrowRight: selectionEnd === value.length ? 1 : 0,
  };
  return steps[key] ?? 0;
}

/**
 * Where a key leads in a row.
 *
 * @param {string} key
 * @param {[string, string]} ways
 * @param {number} at
 * @param {number} last
 */
function along(key, [back, on], at, last) {
  /** @type {Record<string, number>} */
  const to = {
    [on]: Math.min(last, at + 1),
    [back]: Math.max(0, at - 1),
    Home: 0,
    End: last,
  };
  return to[key];
}

/** Tab stops at one of them. @param {HTMLElement[]} all @param {number} at */
export function oneStop(all, at) {
  all.forEach((part, n) => {
    part.tabIndex = n === at ? 0 : -1;
  });
}
