/**
 * The same update with other libraries of the browser: TensorFlow.js, on the processor and in
 * WebAssembly, and recurrent-js, a successor of the first char-RNN library of the browser.
 *
 * Each way is `{begin, update}`: `begin` is awaited before a turn, `update` makes one update
 * and gives the loss.  TensorFlow.js computes in float32, as it always does.
 */

import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { Graph, Mat } from "recurrent-js";

const NOTHING = async () => {};

/**
 * The ways of all libraries.
 *
 * @param item  see update_ways.mjs
 * @param {string} folder  where the files of WebAssembly lie
 */
export async function peersOf(item, folder) {
  setWasmPaths(folder);
  return {
    tfjs_cpu: await tensorflow(item, "cpu"),
    tfjs_wasm: await tensorflow(item, "wasm"),
    recurrent_js: recurrent(item),
  };
}

/** One step of each cell: from the input's part of the scores and the state to the state. */
const STEPS = {
  rnn:
    ({ U }) =>
    ([h], a) => [tf.tanh(tf.add(a, tf.matMul(h, U, false, true)))],
  lstm:
    ({ U }) =>
    ([h, C], a) => {
      const parts = tf.split(tf.add(a, tf.matMul(h, U, false, true)), 4, 1);
      const [i, f, o] = parts.map((part) => tf.sigmoid(part));
      const now = tf.add(tf.mul(f, C), tf.mul(i, tf.tanh(parts[3])));
      return [tf.mul(o, tf.tanh(now)), now];
    },
  gru: ({ U }) => {
    const H = U.shape[1];
    const [gates, candidate] = [tf.slice(U, [0, 0], [2 * H, H]), tf.slice(U, [2 * H, 0], [H, H])];
    return ([h], a) => {
      const [az, ar, ac] = tf.split(a, 3, 1);
      const [uz, ur] = tf.split(tf.matMul(h, gates, false, true), 2, 1);
      const [z, r] = [tf.sigmoid(tf.add(az, uz)), tf.sigmoid(tf.add(ar, ur))];
      const c = tf.tanh(tf.add(ac, tf.matMul(tf.mul(r, h), candidate, false, true)));
      return [tf.add(tf.mul(tf.sub(1, z), h), tf.mul(z, c))];
    };
  },
};

/** TensorFlow.js, in one of its back ends. */
async function tensorflow({ cell, params, xs, ys, sizes, rate }, backend) {
  const { T, H, K } = sizes;
  await tf.setBackend(backend);
  await tf.ready();
  const own = {};
  for (const [name, p] of Object.entries(params)) {
    const columns = { U: H, V: H, W: K }[name];
    own[name] = tf.variable(tf.tensor(p, columns ? [p.length / columns, columns] : [p.length]));
  }
  const hot = (ids) => tf.tensor(ids.map((id) => Array.from({ length: K }, (_, k) => +(k === id))));
  const [x, y] = [hot(xs), hot(ys)];
  const zero = tf.zeros([1, H]);
  const { W, b, V, c } = own;
  const loss = () => {
    const inputs = tf.split(tf.add(tf.matMul(x, W, false, true), b), T);
    const step = STEPS[cell](own);
    const states = [];
    let state = [zero, zero];
    for (const input of inputs) {
      state = step(state, input);
      states.push(state[0]);
    }
    const logits = tf.add(tf.matMul(tf.concat(states), V, false, true), c);
    return tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(logits))));
  };
  const update = () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, Object.values(own));
      for (const p of Object.values(own)) p.assign(tf.sub(p, tf.mul(grads[p.name], rate)));
      return value.dataSync()[0];
    });
  return { begin: () => tf.setBackend(backend), update };
}

/** A matrix of recurrent-js. */
function matrix(numbers, columns = 1) {
  const made = new Mat(numbers.length / columns, columns);
  made.setFrom(numbers);
  return made;
}

/** Rows of a matrix with so many columns, as columns: letters pick rows in recurrent-js. */
const turned = (numbers, columns) =>
  Array.from(numbers, (_, i) => {
    const rows = numbers.length / columns;
    return numbers[(i % rows) * columns + Math.floor(i / rows)];
  });

/** Blocks of equal size. */
const blocks = (numbers, count) => {
  const n = numbers.length / count;
  return Array.from({ length: count }, (_, k) => numbers.slice(k * n, (k + 1) * n));
};

const COUNT = { rnn: 1, lstm: 4, gru: 3 };

/** recurrent-js: its graph, with the cells written as its own examples are. */
function recurrent({ cell, params, xs, ys, sizes, rate }) {
  const { T, H, K } = sizes;
  const count = COUNT[cell];
  const [W, U, b] = [
    blocks(params.W, count).map((one) => matrix(turned(one, K), H)),
    blocks(params.U, count).map((one) => matrix(one, H)),
    blocks(params.b, count).map((one) => matrix(one)),
  ];
  const [V, c] = [matrix(params.V, H), matrix(params.c)];
  const [ones, minus] = [matrix(Array(H).fill(1)), matrix(Array(H).fill(-1))];
  const sum = (g, k, x, h) => g.add(g.add(g.rowPluck(W[k], x), g.mul(U[k], h)), b[k]);
  const steps = {
    rnn: (g, x, [h]) => [g.tanh(sum(g, 0, x, h))],
    lstm: (g, x, [h, C]) => {
      const [i, f, o] = [0, 1, 2].map((k) => g.sig(sum(g, k, x, h)));
      const now = g.add(g.eltmul(f, C), g.eltmul(i, g.tanh(sum(g, 3, x, h))));
      return [g.eltmul(o, g.tanh(now)), now];
    },
    gru: (g, x, [h]) => {
      const [z, r] = [0, 1].map((k) => g.sig(sum(g, k, x, h)));
      const candidate = g.tanh(sum(g, 2, x, g.eltmul(r, h)));
      const kept = g.eltmul(g.add(ones, g.eltmul(minus, z)), h);
      return [g.add(kept, g.eltmul(z, candidate))];
    },
  };
  const all = [...W, ...U, ...b, V, c];
  const update = () => {
    const graph = new Graph();
    graph.memorizeOperationSequence(true);
    let [loss, state] = [0, [new Mat(H, 1), new Mat(H, 1)]];
    for (let t = 0; t < T; t++) {
      state = steps[cell](graph, xs[t], state);
      const logits = graph.add(graph.mul(V, state[0]), c);
      const largest = Math.max(...logits.w);
      const odds = Array.from(logits.w, (w) => Math.exp(w - largest));
      const total = odds.reduce((one, two) => one + two);
      for (let k = 0; k < K; k++) logits.dw[k] = odds[k] / total - (k === ys[t] ? 1 : 0);
      loss -= Math.log(odds[ys[t]] / total);
    }
    graph.backward();
    for (const one of all) one.update(rate);
    return loss;
  };
  return { begin: NOTHING, update };
}
