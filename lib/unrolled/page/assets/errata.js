// Errata: which boxes are open is remembered, a link opens its box, and the list can be chosen from.
//
// Without this script every box opens by a click and the list shows everything.  The address
// says more: `?errata=open` opens all boxes of a page, `?lecture=001` chooses in the list.
(() => {
  "use strict";
  const LATER = 5000; // milliseconds until what a browser refused is tried again
  const KEY = "unrolled-errata";
  const ALL = "all";
  /** @type {HTMLDetailsElement[]} */
  const boxes = [...document.querySelectorAll("details.erratum")].filter(
    (box) => box instanceof HTMLDetailsElement,
  );
  const entries = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".errata-entry")]);
  const query = new URLSearchParams(location.search);
  let all = query.get("errata") === "open"; // then what is open says nothing of the reader

  /** The numbers that are remembered as open; strict browsers let nobody remember. */
  function remembered() {
    try {
      return new Set((localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean));
    } catch {
      return new Set();
    }
  }

  /** @param {Set<string>} open */
  function remember(open) {
    try {
      localStorage.setItem(KEY, [...open].join(" "));
    } catch {
      // then it holds until the page is left
    }
  }

  /** Open the box that the address points to, or the one around what it points to. */
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const box = target?.closest("details.erratum");
    if (!(box instanceof HTMLDetailsElement)) return;
    box.open = true;
    target.scrollIntoView();
  }

  function startBoxes() {
    const open = remembered();
    all ||= open.has(ALL);
    for (const box of boxes) {
      box.open = all || open.has(box.id);
      box.addEventListener("toggle", () => {
        if (printing || all) return;
        const now = remembered();
        if (box.open) now.add(box.id);
        else now.delete(box.id);
        remember(now);
      });
      box.querySelector(".erratum-back")?.append(" · ", openAllButton());
    }
    addEventListener("hashchange", openTarget);
    openTarget();
  }

  function openAllButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "open all on this page";
    button.addEventListener("click", () => {
      for (const box of boxes) box.open = true;
    });
    return button;
  }

  let printing = false;
  /** @type {(() => void)[]} */
  let undo = [];

  /** In print all boxes stand open in an appendix, and a line where each was says so. */
  function startPrint() {
    if (document.documentElement.dataset.print) return; // a handout has none
    printing = true;
    const section = appendix();
    undo = boxes.map((box) => {
      const { open } = box;
      const line = document.createElement("p");
      line.className = "erratum-moved";
      line.textContent = `${box.querySelector(".erratum-line").textContent} (${box.id}, in the appendix)`;
      const moves = box.parentElement !== section;
      if (moves) box.replaceWith(line);
      if (moves) section.append(box);
      box.open = true;
      return () => {
        box.open = open;
        if (moves) line.replaceWith(box);
      };
    });
    if (boxes.length && !section.isConnected) {
      document.querySelector("article > section").append(section);
      undo.push(() => section.remove());
    }
  }

  /** The section at the end of the page for boxes that interrupt; made if there is none. */
  function appendix() {
    const there = document.getElementById("appendix-the-slides-checked");
    if (there) return there;
    const made = document.createElement("section");
    const heading = document.createElement("h2");
    heading.textContent = "Appendix: the slides, checked";
    made.append(heading);
    return made;
  }

  addEventListener("beforeprint", startPrint);
  addEventListener("afterprint", () => {
    for (const back of undo) back();
    undo = [];
    setTimeout(() => {
      printing = false; // the boxes' own events come first
    });
  });

  const FIELDS = [
    {
      name: "lecture",
      label: "Lecture",
      of: (/** @type {DOMStringMap} */ d) => d.lectures.split(" "),
    },
    { name: "kind", label: "Kind", of: (/** @type {DOMStringMap} */ d) => [d.kind] },
    { name: "chapter", label: "Chapter", of: (/** @type {DOMStringMap} */ d) => [d.chapter] },
  ];

  /** The words of a choice. */
  function words(name, value) {
    if (name !== "chapter") return value;
    return entries.find((entry) => entry.dataset.chapter === value).dataset.title;
  }

  /** @param {{name: string, label: string, of: (d: DOMStringMap) => string[]}} field */
  function select(field) {
    const label = document.createElement("label");
    const choice = document.createElement("select");
    const values = [...new Set(entries.flatMap((entry) => field.of(entry.dataset)))];
    if (field.name === "lecture") values.sort();
    choice.name = field.name;
    choice.append(new Option("all", ""));
    for (const value of values) choice.append(new Option(words(field.name, value), value));
    const asked = query.get(field.name);
    if (values.includes(asked)) choice.value = asked;
    label.append(`${field.label} `, choice);
    return label;
  }

  function startList() {
    const form = document.createElement("form");
    form.className = "errata-choice";
    form.append(...FIELDS.map(select));
    const count = document.createElement("output");
    form.append(count, teacher());
    entries[0].before(form);
    const choose = () => {
      const wanted = FIELDS.map((field) => form.elements[field.name].value);
      for (const entry of entries) {
        entry.hidden = !FIELDS.every(
          (field, i) => !wanted[i] || field.of(entry.dataset).includes(wanted[i]),
        );
      }
      const shown = entries.filter((entry) => !entry.hidden).length;
      count.textContent = `${shown} of ${entries.length}`;
      FIELDS.forEach((field, i) => {
        if (wanted[i]) query.set(field.name, wanted[i]);
        else query.delete(field.name);
      });
      return query.toString();
    };
    const remember = () => {
      const text = choose();
      const address = `${text ? `?${text}` : location.pathname}${location.hash}`;
      try {
        history.replaceState(history.state, "", address);
      } catch {
        setTimeout(remember, LATER); // too often, for this browser
      }
    };
    form.addEventListener("change", remember);
    form.addEventListener("submit", (event) => event.preventDefault());
    choose();
    const target = entries.find((entry) => `#${entry.id}` === location.hash);
    if (target) target.scrollIntoView();
  }

  /** For teachers: all boxes of all pages, open or as each was left. */
  function teacher() {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = remembered().has(ALL);
    box.addEventListener("change", (event) => {
      event.stopPropagation();
      const open = remembered();
      if (box.checked) open.add(ALL);
      else open.delete(ALL);
      remember(open);
      all = box.checked;
      for (const one of boxes) one.open = all || open.has(one.id);
    });
    label.append(box, " Open all errata on every page");
    return label;
  }

  startBoxes();
  if (entries.length) startList();
})();
