// Looks: the matrix of attention; a click makes a step look at one letter alone.

import { Named } from "../engine/named.js";
import { oneOf } from "../kit/address.js";
import { choice } from "../kit/controls.js";
import { make, put, write } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, short } from "../kit/numbers.js";
import { seen } from "../kit/reading.js";
import { alongRow, oneStop } from "../kit/row.js";
import { numbersTable } from "../kit/table.js";

const N = 4; // letters of a word
const FREE = "-"; // a step that looks where it wants to
const PLACES = `${FREE}0123`;
const KEYS = [["1 2 3 4", "this step looks at the next letter alone, and after the last is free"]];

class Looks {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.letters = model.get("letters");
    this.programs = Object.fromEntries(
      Object.entries({
        [model.get("network")]: model.get("program"),
        ...model.get("programs"),
      }).map(([name, one]) => [name, new Named(one)]),
    );
    this.frame = new Frame({
      name: "looks",
      key: model.get("key"),
      title: "Where it looks",
      label: "Weights of attention, a row for each letter that is written.",
      keys: KEYS,
      act: (key) => (/^[1-4]$/.test(key) ? () => this.advance(Number(key) - 1) : undefined),
      state: this.schema(model),
      table: () => this.tables(),
      reset: () => this.render(),
    });
    this.state = this.frame.state;
    this.build();
    this.frame.ready(place);
    this.render();
  }

  schema(model) {
    const fits = (text) => text.length === N && [...text].every((x) => this.letters.includes(x));
    const forced = (text) => text.length === N && [...text].every((x) => PLACES.includes(x));
    return {
      network: oneOf(model.get("network"), Object.keys(this.programs)),
      word: { start: model.get("word"), read: (text) => (fits(text) ? text : undefined) },
      forced: {
        start: FREE.repeat(N),
        read: (text) => (forced(text) ? text : undefined),
        count: (text) => [...text].filter((x) => x !== FREE).length,
      },
    };
  }

  get named() {
    return this.programs[this.state.get("network")];
  }

  build() {
    this.networks = choice({
      name: "network",
      label: "network",
      options: Object.keys(this.programs).map((name) => [name, name]),
      value: this.state.get("network"),
      change: (network) => this.change({ network }),
    });
    this.field = make("input.u-field", {
      type: "text",
      size: 5,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-label": `A word of ${N} letters: ${this.letters.join(", ")}`,
      "data-name": "word",
      change: () => this.take(this.field.value),
    });
    this.problem = make("span.u-problem", { role: "status" });
    this.heads = Array.from({ length: N }, () => make("th.u-letter", { scope: "col" }));
    this.rows = Array.from({ length: N }, (_, i) => this.row(i));
    const head = make(
      "tr",
      {},
      make("th", { scope: "col" }, "reads"),
      this.heads,
      make("th", { scope: "col" }, "writes"),
    );
    const table = make(
      "table",
      {},
      make("thead", {}, head),
      make(
        "tbody",
        {},
        this.rows.map(({ element }) => element),
      ),
    );
    this.frame.body.append(
      make(
        "div.u-looks-head",
        {},
        this.networks.element,
        make("label.u-quantity", {}, "word", this.field),
        this.problem,
      ),
      make("div.u-looks-grid.u-scrolls", {}, table),
    );
  }

  row(i) {
    const cells = Array.from({ length: N }, (_, j) =>
      make("button.u-cell.u-look", {
        type: "button",
        "data-name": "alpha",
        "data-t": i + 1,
        "data-index": j,
        click: () => this.overrule(i, j),
      }),
    );
    const said = make("span.u-prob", { "data-name": "probs", "data-t": i + 1 });
    const element = make(
      "tr",
      {},
      make("th", { scope: "row" }, `step ${i + 1}`),
      cells.map((cell) => make("td", {}, cell)),
      make("td.u-looks-said", {}, said),
    );
    alongRow(element, () => cells);
    oneStop(cells, 0);
    return { element, cells, said };
  }

  /** A step looks at one letter alone, or is free again. */
  overrule(i, j) {
    const forced = [...this.state.get("forced")];
    forced[i] = forced[i] === String(j) ? FREE : String(j);
    this.change({ forced: forced.join("") });
    oneStop(this.rows[i].cells, j);
  }

  /** A step looks at the next letter; after the last one it is free. */
  advance(i) {
    const forced = [...this.state.get("forced")];
    forced[i] = PLACES[(PLACES.indexOf(forced[i]) + 1) % PLACES.length];
    this.change({ forced: forced.join("") });
  }

  take(text) {
    const word = this.state.schema.word.read(seen(text).toLowerCase());
    put(this.field, "aria-invalid", word === undefined);
    this.problem.textContent =
      word === undefined ? `${N} letters of ${this.letters.join(", ")} are needed.` : "";
    if (word !== undefined) this.change({ word });
  }

  change(changes) {
    this.state.set(changes);
    this.render();
  }

  /** Let the network write: each step reads the letter that the one before it wrote. */
  write() {
    const { named, state, letters } = this;
    const oneHot = (k) => letters.map((_, n) => Number(n === k));
    const forced = [...state.get("forced")];
    const given = forced.flatMap((x) =>
      Array.from({ length: N }, (_, j) => Number(x === String(j))),
    );
    const x = [...state.get("word")].flatMap((letter) => oneHot(letters.indexOf(letter)));
    const K = letters.length;
    const fed = new Float64Array(N * K);
    named.set({ x, given, fed });
    return Array.from({ length: N }, (_, i) => {
      const probs = [...named.values("probs").slice(i * K, (i + 1) * K)];
      const best = probs.indexOf(Math.max(...probs));
      if (i + 1 < N) {
        fed.set(oneHot(best), (i + 1) * K);
        named.set({ fed });
      }
      return { letter: letters[best], prob: probs[best] };
    });
  }

  render() {
    const { state } = this;
    const written = this.write();
    const alpha = this.named.values("alpha");
    const word = [...state.get("word")];
    const forced = [...state.get("forced")];
    this.networks.set(state.get("network"));
    this.field.value = word.join("");
    this.problem.textContent = "";
    put(this.field, "aria-invalid", false);
    this.heads.forEach((head, j) => write(head, word[j]));
    this.rows.forEach(({ cells, said }, i) => {
      cells.forEach((cell, j) => {
        const x = alpha[i * N + j];
        write(cell, short(x, 2));
        put(cell, "data-value", x);
        put(cell, "aria-pressed", forced[i] === String(j));
        put(
          cell,
          "aria-label",
          `step ${i + 1} looks at letter ${j + 1}, ${word[j]}: ${short(x, 2)}`,
        );
        cell.style.setProperty("--u-share", String(x));
      });
      const { letter, prob } = written[i];
      said.replaceChildren(make("b", {}, letter), `${short(100 * prob, 1)} %`);
      said.style.setProperty("--u-share", String(prob));
      put(said, "data-value", prob);
      said.classList.toggle("u-answer", letter === word[N - 1 - i]);
    });
    this.frame.say(...this.sentence(written, word, forced, alpha));
    this.frame.changed();
  }

  sentence(written, word, forced, alpha) {
    const text = written.map(({ letter }) => letter).join("");
    const right = text === word.toReversed().join("");
    const start = ["It reads ", make("b", {}, word.join("")), " and writes ", make("b", {}, text)];
    const rows = forced.flatMap((x, i) => (x === FREE ? [] : [i]));
    if (!rows.length) {
      const largest = `The largest weight is ${short(Math.max(...alpha), 2)}.`;
      return [...start, `${right ? "" : ", which is wrong"}. ${largest}`];
    }
    const obeyed = rows.filter((i) => written[i].letter === word[Number(forced[i])]).length;
    const does = obeyed ? "writes" : "does not write";
    const one = `the step that was told where to look ${does} the letter there.`;
    const many = `of ${rows.length} steps that were told where to look ${obeyed} write the letter there.`;
    return [...start, `: ${rows.length === 1 ? one : many}`];
  }

  tables() {
    const word = [...this.state.get("word")];
    const alpha = this.named.values("alpha");
    const probs = this.named.values("probs");
    const K = this.letters.length;
    const cells = (name, values, t) =>
      Array.from(values, (value, index) => ({ name, value, index, t, text: long(value) }));
    const rows = (name, values, width) =>
      word.map((_, i) => ({
        head: `step ${i + 1}`,
        cells: cells(name, values.slice(i * width, (i + 1) * width), i + 1),
      }));
    return [
      numbersTable("Weights", ["", ...word], rows("alpha", alpha, N)),
      numbersTable("Probabilities", ["", ...this.letters], rows("probs", probs, K)),
    ];
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("looks", (place, model) => new Looks(place, model), ["program", "programs"]);
