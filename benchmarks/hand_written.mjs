/**
 * One update of a recurrent network, written by hand over typed arrays: what the replay of a
 * recorded update is measured against.  Letters pick columns, matrices are flat and row-major,
 * sums over time are added up in place, and nothing is allocated while it runs.
 *
 * Each function takes flat parameters by name, the letters that are read and that should come,
 * and sizes; it gives a function that makes one update of the parameters and returns the loss.
 */

const zeros = (n) => new Float64Array(n);
const rows = (T, n) => Array.from({ length: T }, () => zeros(n));

/** out = M v, or out += M v. */
function times(out, M, v, add = false) {
  const n = v.length;
  for (let i = 0, p = 0; i < out.length; i++) {
    let sum = add ? out[i] : 0;
    for (let j = 0; j < n; j++) sum += M[p++] * v[j];
    out[i] = sum;
  }
}

/** out += Mᵀ v. */
function turned(out, M, v) {
  const n = out.length;
  for (let i = 0, p = 0; i < v.length; i++) {
    const x = v[i];
    for (let j = 0; j < n; j++) out[j] += M[p++] * x;
  }
}

/** G += u vᵀ. */
function outer(G, u, v) {
  for (let i = 0, p = 0; i < u.length; i++) {
    const x = u[i];
    for (let j = 0; j < v.length; j++) G[p++] += x * v[j];
  }
}

/** out += column k of M, which has K columns. */
function column(out, M, k, K) {
  for (let i = 0, p = k; i < out.length; i++, p += K) out[i] += M[p];
}

/** Column k of G += u. */
function intoColumn(G, u, k, K) {
  for (let i = 0, p = k; i < u.length; i++, p += K) G[p] += u[i];
}

function addTo(sum, x) {
  for (let i = 0; i < sum.length; i++) sum[i] += x[i];
}

function descend(params, gradients, rate) {
  for (const name of Object.keys(params)) {
    const [p, g] = [params[name], gradients[name]];
    for (let i = 0; i < p.length; i++) p[i] -= rate * g[i];
  }
}

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** The readout: probabilities into p, and the loss. */
function readOut(p, V, c, h, y) {
  times(p, V, h);
  let largest = -Infinity;
  for (let k = 0; k < p.length; k++) {
    p[k] += c[k];
    if (p[k] > largest) largest = p[k];
  }
  const score = p[y] - largest;
  let sum = 0;
  for (let k = 0; k < p.length; k++) sum += p[k] = Math.exp(p[k] - largest);
  for (let k = 0; k < p.length; k++) p[k] /= sum;
  return Math.log(sum) - score;
}

/** What every cell's update has in common: the readout, its gradients, and the step down. */
function update(params, ys, { T, H, K }, rate, cell) {
  const gradients = Object.fromEntries(
    Object.entries(params).map(([name, p]) => [name, zeros(p.length)]),
  );
  const [probs, dh] = [rows(T, K), zeros(H)];
  return () => {
    for (const g of Object.values(gradients)) g.fill(0);
    let loss = 0;
    for (let t = 0; t < T; t++)
      loss += readOut(probs[t], params.V, params.c, cell.forward(t), ys[t]);
    cell.begin();
    for (let t = T - 1; t >= 0; t--) {
      probs[t][ys[t]] -= 1;
      outer(gradients.V, probs[t], cell.state(t));
      addTo(gradients.c, probs[t]);
      dh.set(cell.next);
      turned(dh, params.V, probs[t]);
      cell.backward(t, dh, gradients);
    }
    descend(params, gradients, rate);
    return loss;
  };
}

export function rnn(params, xs, ys, sizes, rate) {
  const { T, H, K } = sizes;
  const [h, d, next] = [rows(T + 1, H), zeros(H), zeros(H)];
  const { W, U, b } = params;
  return update(params, ys, sizes, rate, {
    next,
    state: (t) => h[t + 1],
    forward: (t) => {
      const a = h[t + 1];
      a.set(b);
      column(a, W, xs[t], K);
      times(a, U, h[t], true);
      for (let i = 0; i < H; i++) a[i] = Math.tanh(a[i]);
      return a;
    },
    begin: () => next.fill(0),
    backward: (t, dh, g) => {
      for (let i = 0; i < H; i++) d[i] = (1 - h[t + 1][i] ** 2) * dh[i];
      intoColumn(g.W, d, xs[t], K);
      outer(g.U, d, h[t]);
      addTo(g.b, d);
      next.fill(0);
      turned(next, U, d);
    },
  });
}

/** Blocks of a stacked parameter. */
const blocks = (M, count) => {
  const n = M.length / count;
  return Array.from({ length: count }, (_, k) => M.subarray(k * n, (k + 1) * n));
};
const parted = (g, count) => ["W", "U", "b"].map((name) => blocks(g[name], count));

export function lstm(params, xs, ys, sizes, rate) {
  const { T, H, K } = sizes;
  const [h, C] = [rows(T + 1, H), rows(T + 1, H)];
  const a = Array.from({ length: T }, () => rows(4, H)); // i, f, o and the candidate
  const [d, next, dC] = [rows(4, H), zeros(H), zeros(H)];
  const [W, U, b] = parted(params, 4);
  return update(params, ys, sizes, rate, {
    next,
    state: (t) => h[t + 1],
    forward: (t) => {
      for (let k = 0; k < 4; k++) {
        a[t][k].set(b[k]);
        column(a[t][k], W[k], xs[t], K);
        times(a[t][k], U[k], h[t], true);
      }
      const [i, f, o, g] = a[t];
      for (let n = 0; n < H; n++) {
        [i[n], f[n], o[n], g[n]] = [sigmoid(i[n]), sigmoid(f[n]), sigmoid(o[n]), Math.tanh(g[n])];
        C[t + 1][n] = f[n] * C[t][n] + i[n] * g[n];
        h[t + 1][n] = o[n] * Math.tanh(C[t + 1][n]);
      }
      return h[t + 1];
    },
    begin: () => {
      next.fill(0);
      dC.fill(0);
    },
    backward: (t, dh, gradients) => {
      const [i, f, o, g] = a[t];
      for (let n = 0; n < H; n++) {
        const shown = Math.tanh(C[t + 1][n]);
        d[2][n] = o[n] * (1 - o[n]) * dh[n] * shown;
        const all = dC[n] + (1 - shown * shown) * o[n] * dh[n];
        d[0][n] = i[n] * (1 - i[n]) * all * g[n];
        d[1][n] = f[n] * (1 - f[n]) * all * C[t][n];
        d[3][n] = (1 - g[n] * g[n]) * all * i[n];
        dC[n] = f[n] * all;
      }
      const [dW, dU, db] = parted(gradients, 4);
      next.fill(0);
      for (let k = 0; k < 4; k++) {
        intoColumn(dW[k], d[k], xs[t], K);
        outer(dU[k], d[k], h[t]);
        addTo(db[k], d[k]);
        turned(next, U[k], d[k]);
      }
    },
  });
}

export function gru(params, xs, ys, sizes, rate) {
  const { T, H, K } = sizes;
  const h = rows(T + 1, H);
  const a = Array.from({ length: T }, () => rows(3, H)); // z, r and the candidate
  const m = rows(T, H);
  const [d, dm, next] = [rows(3, H), zeros(H), zeros(H)];
  const [W, U, b] = parted(params, 3);
  return update(params, ys, sizes, rate, {
    next,
    state: (t) => h[t + 1],
    forward: (t) => {
      for (let k = 0; k < 3; k++) {
        a[t][k].set(b[k]);
        column(a[t][k], W[k], xs[t], K);
        if (k < 2) times(a[t][k], U[k], h[t], true);
      }
      const [z, r, c] = a[t];
      for (let n = 0; n < H; n++) {
        [z[n], r[n]] = [sigmoid(z[n]), sigmoid(r[n])];
        m[t][n] = r[n] * h[t][n];
      }
      times(c, U[2], m[t], true);
      for (let n = 0; n < H; n++) {
        c[n] = Math.tanh(c[n]);
        h[t + 1][n] = (1 - z[n]) * h[t][n] + z[n] * c[n];
      }
      return h[t + 1];
    },
    begin: () => next.fill(0),
    backward: (t, dh, gradients) => {
      const [z, r, c] = a[t];
      for (let n = 0; n < H; n++) {
        d[0][n] = z[n] * (1 - z[n]) * dh[n] * (c[n] - h[t][n]);
        d[2][n] = (1 - c[n] * c[n]) * dh[n] * z[n];
      }
      dm.fill(0);
      turned(dm, U[2], d[2]);
      for (let n = 0; n < H; n++) {
        d[1][n] = r[n] * (1 - r[n]) * dm[n] * h[t][n];
        next[n] = dh[n] * (1 - z[n]) + dm[n] * r[n];
      }
      const [dW, dU, db] = parted(gradients, 3);
      for (let k = 0; k < 3; k++) {
        intoColumn(dW[k], d[k], xs[t], K);
        outer(dU[k], d[k], k < 2 ? h[t] : m[t]);
        addTo(db[k], d[k]);
        if (k < 2) turned(next, U[k], d[k]);
      }
    },
  });
}
