// Draws the widgets of a built page, also from file://: no kernel, no network, no other script.
//
// It reads the standard embedding of Jupyter widgets (one script element with the state of all
// models, one per view), in which {"$shared": key} stands for an entry of the compressed table
// in script.unrolled-shared, and {"$joined": [...]} for a text made of entries.  A widget of this
// library has its front end in the traits `code` and `look`, any other in `_esm` and `_css`.
//
// A front end gets the part of anywidget's interface that makes sense here.  Nobody answers to
// send(): what waits for a reply before it offers what only Python can do stays correct.
//
// Until a widget works its static figure stands in its place, with a note that the page
// brings along and shows after a while (book.css); here the note learns what went wrong.
(() => {
  "use strict";
  const STATE = "application/vnd.jupyter.widget-state+json";
  const VIEW = "application/vnd.jupyter.widget-view+json";
  const BOXES = { VBoxModel: "column", HBoxModel: "row", BoxModel: "row" };
  const FLOOR = "Chrome or Edge 112, Firefox 121, Safari 16.5, or a newer one";
  const SEAM = "/*# part */\n"; // between style sheets, as in front_end.py
  const BREATH = 50; // milliseconds after which the browser may show what is there

  /** What the widgets cannot do without; every browser from the floor on has it. */
  const NEEDED = [
    () => typeof DecompressionStream === "function",
    () => typeof ResizeObserver === "function",
    () => typeof [].findLast === "function",
    () => CSS.supports("color", "color-mix(in srgb, red, blue)"),
    () => CSS.supports("container-type", "inline-size"),
    () => CSS.supports("selector(:has(*))"),
    () => CSS.supports("selector(&)"),
  ];

  /** Whether something is there, however old the browser. */
  function has(feature) {
    try {
      return feature();
    } catch {
      return false;
    }
  }

  /** The id of the model that "IPY_MODEL_<id>" refers to. */
  const idOf = (reference) => String(reference).replace("IPY_MODEL_", "");

  /** Put the shared values in their places; one value is one object everywhere. */
  function unshare(value, table, done = new Set()) {
    if (value === null || typeof value !== "object") return value;
    if (value.$joined) return value.$joined.map((part) => table[part]).join("");
    const key = value.$shared;
    if (key === undefined) {
      for (const name of Object.keys(value)) value[name] = unshare(value[name], table, done);
      return value;
    }
    if (!done.has(key)) {
      done.add(key);
      table[key] = unshare(table[key], table, done);
    }
    return table[key];
  }

  const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

  /** Five letters from "(" to "|" are four bytes, and "}" stands for "<": see packing.py. */
  function unlettered(text) {
    const words = new DataView(new ArrayBuffer(4 * Math.ceil(text.length / 5)));
    const letters = text.padEnd((5 / 4) * words.byteLength, "|");
    for (let i = 0; i < letters.length; i += 5) {
      let word = 0;
      for (let k = i; k < i + 5; k++) {
        const letter = letters.charCodeAt(k);
        word = 85 * word + (letter === 125 ? 20 : letter - 40);
      }
      words.setUint32((4 * i) / 5, word);
    }
    return new Uint8Array(words.buffer, 0, Math.floor((4 * text.length) / 5));
  }

  /** The table of large values, compressed: JSON, and texts behind it (packing.py). */
  async function sharedTable() {
    const table = {};
    for (const script of document.querySelectorAll("script.unrolled-shared")) {
      const packed = new Blob([unlettered(script.textContent)]).stream();
      const text = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text();
      const [head, ...texts] = text.split("\0");
      const [names, rest] = JSON.parse(head);
      Object.assign(table, rest, Object.fromEntries(names.map((name, i) => [name, texts[i]])));
    }
    return table;
  }

  class Model {
    constructor(entry) {
      this.name = entry.model_name;
      this.state = entry.state;
      this.listeners = new Map();
      for (const { path, data } of entry.buffers ?? []) {
        const owner = path.slice(0, -1).reduce((part, key) => (part[key] ??= {}), this.state);
        owner[path.at(-1)] = new DataView(bytes(data).buffer); // as Jupyter delivers it
      }
    }

    get(key) {
      return this.state[key];
    }

    set(key, value) {
      if (typeof key === "object") {
        for (const [k, v] of Object.entries(key)) this.set(k, v);
      } else if (!Object.is(this.state[key], value)) {
        this.state[key] = value;
        this.emit(`change:${key}`, this, value);
        this.emit("change", this);
      }
    }

    save_changes() {}

    send() {}

    on(names, listener) {
      for (const name of names.split(/\s+/)) {
        if (!this.listeners.has(name)) this.listeners.set(name, new Set());
        this.listeners.get(name).add(listener);
      }
    }

    off(names, listener) {
      const chosen = names ? names.split(/\s+/) : [...this.listeners.keys()];
      for (const name of chosen) {
        if (listener) this.listeners.get(name)?.delete(listener);
        else this.listeners.delete(name);
      }
    }

    emit(name, ...values) {
      for (const listener of [...(this.listeners.get(name) ?? [])]) listener(...values);
    }
  }

  const frontEnds = new Map(); // source text -> promise of {initialize, render}
  const styles = new Set();
  const cleanups = [];

  /** Import a front end; each source text is one module however many widgets use it. */
  function frontEnd(source) {
    if (!frontEnds.has(source)) frontEnds.set(source, imported(source));
    return frontEnds.get(source);
  }

  async function imported(source) {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    try {
      const exported = (await import(url)).default;
      return typeof exported === "function" ? await exported() : exported;
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  /** Add style sheets, each once per page. */
  function addStyles(text = "") {
    const added = text.split(SEAM).filter((part) => part && !styles.has(part));
    if (!added.length) return;
    for (const part of added) styles.add(part);
    const style = Object.assign(document.createElement("style"), { textContent: added.join("") });
    document.head.append(style);
    if (style.sheet) return;
    const sheet = new CSSStyleSheet(); // a policy forbids styles that stand in a page
    sheet.replaceSync(style.textContent);
    document.adoptedStyleSheets.push(sheet);
  }

  /** Say something in the place of a widget. */
  function say(el, text) {
    el.classList.add("unrolled-note");
    el.textContent = text;
  }

  /** Draw one model into an element; true if it is a widget that works here. */
  async function draw(models, id, el) {
    const model = models.get(id);
    if (!model) {
      say(el, "The state of this widget is missing from the page: load the page again.");
      return false;
    }
    if (model.name in BOXES) {
      el.classList.add("unrolled-box");
      el.style.flexDirection = BOXES[model.name];
      const children = model
        .get("children")
        .map((child) => [idOf(child), document.createElement("div")]);
      el.append(...children.map(([, place]) => place));
      const drawn = await Promise.all(children.map(([child, place]) => draw(models, child, place)));
      return drawn.some(Boolean);
    }
    if (model.name !== "AnyModel") {
      const control = model.name.replace(/Model$/, "");
      say(el, `This control (${control}) needs a running kernel: open the chapter in JupyterLab.`);
      return false;
    }
    const [code, look] = model.get("_esm") === undefined ? ["code", "look"] : ["_esm", "_css"];
    const { initialize, render } = await frontEnd(model.get(code));
    addStyles(model.get(look));
    model.ready ??= Promise.resolve(initialize?.({ model }));
    cleanups.push(await model.ready, await render?.({ model, el }));
    return true;
  }

  /** Let linked traits follow each other, as jslink and jsdlink do. */
  function link(models, model) {
    const [source, from] = model.get("source");
    const [target, to] = model.get("target");
    const [a, b] = [source, target].map((end) => models.get(idOf(end)));
    if (!a || !b) return;
    a.on(`change:${from}`, () => b.set(to, a.get(from)));
    b.set(to, a.get(from));
    if (model.name === "LinkModel") b.on(`change:${to}`, () => a.set(from, b.get(to)));
  }

  /** A page that was saved with its widgets drawn has them once only: those that live. */
  function clear() {
    for (const dead of document.querySelectorAll(".unrolled-drawn")) dead.remove();
    for (const place of document.querySelectorAll(".unrolled-widget"))
      place.classList.remove("unrolled-live", "unrolled-failed");
    document.documentElement.classList.remove("u-presenting");
  }

  /** Leave the static figure of a place standing, and say why. */
  function fail(place, why) {
    if (!place) return;
    place.classList.add("unrolled-failed");
    const note = place.querySelector(":scope > p.unrolled-note") ?? document.createElement("p");
    place.prepend(note);
    say(note, why);
  }

  let forbidden = false; // by a policy of the site, or of a viewer
  addEventListener("securitypolicyviolation", ({ blockedURI }) => {
    forbidden ||= blockedURI.startsWith("blob");
  });

  /** Let the browser show what is there, and tell what else has happened. */
  const breathe = () => globalThis.scheduler?.yield?.() ?? new Promise((go) => setTimeout(go));

  /** Why a widget did not start, and what to do. */
  async function reason(error) {
    console.error(error);
    await new Promise((go) => setTimeout(go));
    const { message } = error;
    if (forbidden)
      return "A policy of this site or viewer forbids the script of this widget: open the page itself in a browser.";
    return `This widget could not start: ${message}. Load the page again, or open it in ${FLOOR}.`;
  }

  /** Draw the widget of one view in its place. */
  async function fill(models, script) {
    const place = script.closest(".unrolled-widget");
    const el = document.createElement("div");
    el.className = "unrolled-drawn";
    script.after(el);
    try {
      const works = await draw(models, idOf(JSON.parse(script.textContent).model_id), el);
      const refused = el.querySelector("[data-error]"); // it says so itself
      if (works && !refused) {
        place?.classList.add("unrolled-live");
        return;
      }
      fail(place, (refused ?? el).textContent);
    } catch (error) {
      fail(place, await reason(error));
    }
    el.remove();
  }

  /** The models of the page, by id. */
  async function modelsOf() {
    const table = await sharedTable();
    const entries = [...document.querySelectorAll(`script[type="${STATE}"]`)].flatMap((script) =>
      Object.entries(JSON.parse(script.textContent).state),
    );
    const models = new Map(entries.map(([id, entry]) => [id, new Model(unshare(entry, table))]));
    for (const model of models.values()) if (/LinkModel$/.test(model.name)) link(models, model);
    return models;
  }

  async function start() {
    clear();
    const scripts = [...document.querySelectorAll(`script[type="${VIEW}"]`)];
    const failAll = (why) => {
      for (const script of scripts) fail(script.closest(".unrolled-widget"), why);
    };
    if (!NEEDED.every(has)) {
      failAll(`This browser is too old for the widgets: open the page in ${FLOOR}.`);
      return;
    }
    const models = await modelsOf().catch((error) => {
      console.error(error);
      failAll(`The widgets of this page are damaged (${error.message}): load the page again.`);
    });
    if (!models) return;
    // One after the other, so that the first widget of a page is there, and seen, first.
    let last = 0;
    for (const script of scripts) {
      if (performance.now() - last > BREATH) {
        await breathe();
        last = performance.now();
      }
      await fill(models, script);
      document.dispatchEvent(new Event("unrolled-begun")); // book.js waits for the first one
    }
  }

  addEventListener("pagehide", (event) => {
    if (!event.persisted) for (const cleanup of cleanups) cleanup?.();
  });
  start();
})();
