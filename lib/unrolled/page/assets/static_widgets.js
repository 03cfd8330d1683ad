// Draws the widgets of a built page: no kernel, no network, no other script.
//
// A classic script, so that it also runs from file://.  It reads the standard embedding of
// Jupyter widgets (one script element with the state of all models, one per view), in which
// {"$shared": key} stands for an entry of the compressed table in script.unrolled-shared, and
// {"$joined": [...]} for a text in pieces.
//
// A front end gets the part of anywidget's interface that makes sense here: model.get, set,
// on, off, save_changes and send.  Nobody answers to send(): a front end that waits for a
// reply before it offers what only Python can do stays correct without asking where it is.
(() => {
  "use strict";
  const STATE = "application/vnd.jupyter.widget-state+json";
  const VIEW = "application/vnd.jupyter.widget-view+json";
  const BOXES = { VBoxModel: "column", HBoxModel: "row", BoxModel: "row" };

  /** The script elements that a selector finds, parsed. */
  const json = (selector) =>
    [...document.querySelectorAll(selector)].map((script) => JSON.parse(script.textContent));

  /** The id of the model that "IPY_MODEL_<id>" refers to. */
  const idOf = (reference) => String(reference).replace("IPY_MODEL_", "");

  /** Put the shared values in their places; one value is one object everywhere. */
  function unshare(value, table, done = new Set()) {
    if (value === null || typeof value !== "object") return value;
    if (value.$joined) return value.$joined.map((part) => unshare(part, table, done)).join("");
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

  /** The table of large values: compressed JSON. */
  async function sharedTable() {
    const table = {};
    for (const script of document.querySelectorAll("script.unrolled-shared")) {
      const packed = new Blob([bytes(script.textContent)]).stream();
      const text = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text();
      Object.assign(table, JSON.parse(text));
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

  /** Add a style sheet, once per page. */
  function addStyle(text) {
    if (!text || styles.has(text)) return;
    styles.add(text);
    document.head.append(Object.assign(document.createElement("style"), { textContent: text }));
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
      say(el, "The state of this widget is missing from the page.");
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
    addStyle(model.get("_css"));
    const { initialize, render } = await frontEnd(model.get("_esm"));
    model.ready ??= Promise.resolve(initialize?.({ model }));
    cleanups.push(await model.ready, await render?.({ model, el }));
    return true;
  }

  /** Let linked traits follow each other, as jslink and jsdlink do. */
  function link(models, model) {
    const [source, from] = model.get("source");
    const [target, to] = model.get("target");
    const a = models.get(idOf(source));
    const b = models.get(idOf(target));
    if (!a || !b) return;
    a.on(`change:${from}`, () => b.set(to, a.get(from)));
    b.set(to, a.get(from));
    if (model.name === "LinkModel") b.on(`change:${to}`, () => a.set(from, b.get(to)));
  }

  async function start() {
    const table = await sharedTable();
    const entries = json(`script[type="${STATE}"]`).flatMap((s) => Object.entries(s.state));
    const models = new Map(entries.map(([id, entry]) => [id, new Model(unshare(entry, table))]));
    for (const model of models.values()) if (/LinkModel$/.test(model.name)) link(models, model);

    // One after the other, so that the first widget of a page is there first.
    for (const script of document.querySelectorAll(`script[type="${VIEW}"]`)) {
      const el = document.createElement("div");
      script.after(el);
      const place = script.closest(".unrolled-widget");
      try {
        const works = await draw(models, idOf(JSON.parse(script.textContent).model_id), el);
        place?.classList.add(works ? "unrolled-live" : "unrolled-failed");
      } catch (error) {
        console.error(error);
        el.replaceChildren();
        say(el, `This widget could not start: ${error.message}`);
        place?.classList.add("unrolled-failed");
      }
    }
  }

  addEventListener("pagehide", (event) => {
    if (!event.persisted) for (const cleanup of cleanups) cleanup?.();
  });
  start();
})();
