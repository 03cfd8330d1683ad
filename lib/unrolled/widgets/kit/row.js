// A row of like things is one tab stop; from there the arrow keys move along it.

/**
 * Let the arrows move along a row while the keyboard is in it; after a click they do what they
 * do in the widget.
 *
 * @param {HTMLElement} row
 * @param {() => HTMLElement[]} parts  those that can have the focus
 */
export function alongRow(row, parts) {
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
    const to = along(event.key, at, all.length - 1);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    oneStop(all, to);
    all[to].focus();
  });
}

/** Where a key leads in a row. @param {string} key @param {number} at @param {number} last */
function along(key, at, last) {
  /** @type {Record<string, number>} */
  const to = {
    ArrowRight: Math.min(last, at + 1),
    ArrowLeft: Math.max(0, at - 1),
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
