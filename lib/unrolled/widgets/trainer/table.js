// The Trainer's numbers as tables.

import { long, short } from "../kit/numbers.js";
import { numbersTable } from "../kit/table.js";

const SOME = [0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 1000, 2000, 3000];

/** @param {import("./trainer.js").Trainer} trainer */
export function tables(trainer) {
  return [probabilities(trainer), amounts(trainer), course(trainer)];
}

function probabilities({ descent, letters, right, at, word }) {
  const [state, probs] = ["state", "probs"].map((role) => descent.recorded.called(role));
  const rows = right.map((_, s) => {
    const t = s + 1;
    const numbers = [probs, state].flatMap((name) =>
      Array.from(descent.values(name, t), (value, index) => ({
        ...{ name, t, index, value, text: long(value) },
      })),
    );
    const k = descent.values("said")[s];
    const said = { name: "said", t, value: k, text: letters[k] };
    return { head: word[s], cells: [said, ...numbers] };
  });
  const units = rows[0].cells.length - 1 - letters.length;
  const states = Array.from({ length: units }, (_, i) => `${state}, unit ${i + 1}`);
  const heads = ["after", "it says", ...letters.map((letter) => `p(${letter})`), ...states];
  return numbersTable(`Update ${at}, letter by letter`, heads, rows);
}

const AMOUNTS = {
  L: "loss L, nats",
  mean: "mean loss, nats",
  perplexity: "perplexity",
  norm: "gradient norm",
  clipped_norm: "after clipping",
  apart: "distance of the two states",
};

const SETTINGS = { learning_rate: "learning rate", momentum: "momentum", max_norm: "threshold" };

function amounts({ descent, state, at }) {
  const rows = Object.entries(AMOUNTS).map(([name, head]) => {
    const [value] = descent.values(name);
    return { head, cells: [{ name, value, text: long(value) }] };
  });
  for (const [name, head] of Object.entries(SETTINGS)) {
    const value = descent.recorded.value(name);
    const isOff = name === "max_norm" && state.get("clip") === null;
    rows.push({ head, cells: [{ name, value, text: isOff ? "off" : long(value) }] });
  }
  return numbersTable(`Update ${at}`, ["", "value"], rows);
}

function course({ descent, training, letters, right }) {
  const { known } = training;
  const numbers = Object.fromEntries(
    ["L", "perplexity", "norm"].map((name) => [name, descent.series(name)]),
  );
  const said = right.map((_, s) => descent.series("said", undefined, s));
  const rows = [...SOME.filter((n) => n < known), known].map((n) => ({
    head: `${n} ${said.map((k) => letters[k[n]]).join("")}`,
    cells: Object.entries(numbers).map(([name, series]) => ({
      ...{ name: `course_${name}`, t: n, value: series[n], text: short(series[n]) },
    })),
  }));
  const heads = ["update, word", "loss L", "perplexity", "gradient norm"];
  return numbersTable("The course of training", heads, rows);
}
