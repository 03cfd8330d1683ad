// Documents: counts of words to change, their weights, and how like a query each document is.

import { Named } from "../engine/named.js";
import { flag } from "../kit/address.js";
import { choice, toggle } from "../kit/controls.js";
import { make } from "../kit/dom.js";
import { Frame } from "../kit/frame.js";
import { mounted } from "../kit/mount.js";
import { long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";
import { counted, whole } from "./counts.js";
import { Grid } from "./grid.js";

const SWITCHES = {
  binary: "count once at most",
  smooth: "one more document that holds every word",
  unit: "vectors one long",
};
/** @type {[string, string][]} */
const VIEWS = [
  ["counts", "counts"],
  ["tf_idf", "TF-IDF"],
];
const KEYS = [
  ["↑ ↓", "in the table: the count above, below"],
  ["v", "counts, or what is made of them"],
];

class Documents {
  /** @param {HTMLElement} place @param {{get(name: string): any}} model */
  constructor(place, model) {
    this.named = new Named(model.get("program"));
    this.documents = model.get("documents");
    this.words = model.get("words");
    this.frame = new Frame({
      name: "documents",
      key: model.get("key"),
      title: "Documents as vectors",
      label: "Counts of words in documents, their weights, and how like a query each document is.",
      keys: KEYS,
      act: (key) => (key === "v" ? () => this.choose(this.other) : undefined),
      state: this.schema(),
      table: () => this.tables(),
      reset: () => this.change({}),
    });
    this.state = this.frame.state;
    this.build(model.get("query"));
    this.frame.ready(place);
    this.change({});
  }

  schema() {
    const given = (name) => Array.from(this.named.recorded(name));
    return {
      counts: counted(given("counts")),
      query: counted(given("query")),
      ...Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, flag(false)])),
      view: {
        start: VIEWS[0][0],
        read: (text) => VIEWS.map(([name]) => name).find((name) => name === text),
        place: true,
      },
    };
  }

  get view() {
    return this.state.get("view");
  }

  get other() {
    return this.view === VIEWS[0][0] ? VIEWS[1][0] : VIEWS[0][0];
  }

  build(query) {
    this.grid = new Grid(this.documents, this.words, (name, entry, x) => {
      const values = [...this.state.get(name)];
      values[entry] = x;
      this.change({ [name]: values });
    });
    this.asked = make("input.u-field.u-documents-query", {
      type: "text",
      "data-name": "question",
      "aria-label": "The query in words",
      autocomplete: "off",
      change: () => this.ask(this.asked.value),
    });
    this.asked.value = this.question = query;
    this.unknown = make("span.u-problem", { role: "status" });
    this.views = choice({
      name: "view",
      label: "show",
      options: VIEWS,
      value: this.view,
      change: (view) => this.choose(view),
    });
    this.switches = Object.fromEntries(
      Object.entries(SWITCHES).map(([name, label]) => [
        name,
        toggle({ name, label, value: false, change: (on) => this.change({ [name]: on }) }),
      ]),
    );
    const question = make("label.u-quantity", {}, "query in words", this.asked, this.unknown);
    this.frame.body.append(
      make("div.u-documents-head", {}, this.views.element, question),
      this.grid.element,
    );
    this.frame.foot.append(...Object.values(this.switches).map(({ element }) => element));
  }

  /** Count the words of a query; those of no document are said. @param {string} text */
  ask(text) {
    const { counts, unknown } = whole(text, this.words);
    this.change({ query: counts });
    this.unknown.textContent = unknown.length ? `in no document: ${unknown.join(", ")}` : "";
  }

  /** Write the query in words where they are not its words any more. @param {number[]} counts */
  spell(counts) {
    const says = (/** @type {string} */ text) => String(whole(text, this.words).counts);
    const own = [this.asked.value, this.question].find((text) => says(text) === String(counts));
    const words = () => counts.flatMap((n, k) => Array(n).fill(this.words[k])).join(" ");
    this.asked.value = own ?? words();
  }

  choose(view) {
    this.state.set({ view });
    this.render();
  }

  /** Set some counts or switches, and show what follows from them. */
  change(changes) {
    const { state, named } = this;
    state.set(changes);
    if (changes.query || !Object.keys(changes).length) this.unknown.textContent = "";
    const ons = Object.keys(SWITCHES).map((name) => [name, Number(state.get(name))]);
    named.set({
      counts: state.get("counts"),
      query: state.get("query"),
      ...Object.fromEntries(ons),
    });
    for (const name of Object.keys(SWITCHES)) this.switches[name].set(state.get(name));
    this.render();
  }

  render() {
    const { named, state, view } = this;
    const values = (name) => named.values(name);
    this.views.set(view);
    this.spell(state.get("query"));
    this.grid.show({
      counts: state.get("counts"),
      query: state.get("query"),
      shown: view === "tf_idf" ? values("tf_idf") : undefined,
      asked: view === "tf_idf" ? values("asked") : undefined,
      idf: values("idf"),
      cosines: values("cosines"),
    });
    this.frame.say(...this.sentence());
    this.frame.changed();
  }

  sentence() {
    const cosines = Array.from(this.named.values("cosines"));
    const most = Math.max(...cosines);
    if (!(most > 0)) return ["No document holds a word of the query: all cosines are 0."];
    const best = cosines.flatMap((x, n) => (x === most ? [n + 1] : []));
    const which = best.length > 1 ? `Documents ${best.join(" and ")} are` : `Document ${best} is`;
    const told = best.length > 1 ? ["."] : [": ", make("i", {}, this.documents[best[0] - 1]), "."];
    return [`${which} most like the query, cosine `, make("b", {}, short(most)), ...told];
  }

  tables() {
    const { named, words } = this;
    const K = words.length;
    const cells = (name, values, t) =>
      Array.from(values, (value, index) => ({ name, value, index, t, text: long(value, 4) }));
    const rows = (name) =>
      this.documents.map((_, n) => ({
        head: `document ${n + 1}`,
        cells: cells(name, named.values(name).slice(n * K, (n + 1) * K), n + 1),
      }));
    const one = (name, head) => ({ head, cells: cells(name, named.values(name)) });
    const cosines = this.documents.map((text, n) => ({
      head: `${n + 1} ${text}`,
      cells: [
        {
          name: "cosines",
          index: n,
          value: named.values("cosines")[n],
          text: long(named.values("cosines")[n]),
        },
      ],
    }));
    return [
      numbersTable("Counts", ["", ...words], [...rows("counts"), one("query", "query")]),
      numbersTable(
        "Weights",
        ["", ...words],
        [one("holding", "documents with it"), one("idf", "idf")],
      ),
      numbersTable("TF-IDF", ["", ...words], [...rows("tf_idf"), one("asked", "query")]),
      numbersTable("Likeness", ["document", "cosine"], cosines),
    ];
  }

  destroy() {
    this.frame.destroy();
  }
}

export default mounted("documents", (place, model) => new Documents(place, model));
