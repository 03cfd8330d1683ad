// NumPy's files: arrays by name, each a .npy in a zip that compresses nothing, as
// `numpy.savez` writes it.
//
// Sources: NumPy's `lib.format`; PKWARE's APPNOTE, 4.3.

/**
 * @typedef {object} Stored  an array of a file
 * @property {string} type  "f" of floats, "i" of whole numbers, "U" of one text
 * @property {number[]} shape
 * @property {ArrayLike<number> | string} data
 */

const MAGIC = "\x93NUMPY";
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const MIDNIGHT = 0x21; // the first day that a zip knows, so that equal files are equal

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** @param {Uint8Array} bytes */
function crc(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

const ascii = (/** @type {string} */ text) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Numbers of 2 or 4 bytes, little-endian. @param {[number, number][]} fields  size, value */
function packed(fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** The bytes of an array, with NumPy's head. @param {Stored} array */
function npy({ type, shape, data }) {
  const [descr, body] = bytesOf(type, data);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const head = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const room = 64 - ((10 + head.length + 1) % 64);
  const text = `${head}${" ".repeat(room % 64)}\n`;
  return joined([ascii(`${MAGIC}\x01\x00`), packed([[2, text.length]]), ascii(text), body]);
}

/**
 * @param {string} type
 * @param {ArrayLike<number> | string} data
 * @returns {[string, Uint8Array]}
 */
function bytesOf(type, data) {
  if (typeof data === "string") {
    const points = Array.from(data, (sign) => sign.codePointAt(0) ?? 0);
    return [`<U${points.length}`, new Uint8Array(Uint32Array.from(points).buffer)];
  }
  if (type === "f") return ["<f8", new Uint8Array(Float64Array.from(data).buffer)];
  const whole = BigInt64Array.from(Array.from(data, (x) => BigInt(x)));
  return ["<i8", new Uint8Array(whole.buffer)];
}

/**
 * Write a file.
 *
 * @param {Record<string, Stored>} arrays
 */
export function writeNpz(arrays) {
  const [files, list] = [/** @type {Uint8Array[]} */ ([]), /** @type {Uint8Array[]} */ ([])];
  let at = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const [title, body] = [ascii(`${name}.npy`), npy(array)];
    /** @type {[number, number][]} */
    const common = [
      [2, 20],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, MIDNIGHT],
      [4, crc(body)],
      [4, body.length],
      [4, body.length],
      [2, title.length],
      [2, 0],
    ];
    const file = joined([packed([[4, LOCAL], ...common]), title, body]);
    const rest = packed([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, at],
    ]);
    list.push(joined([packed([[4, CENTRAL], [2, 20], ...common]), rest, title]));
    files.push(file);
    at += file.length;
  }
  const size = list.reduce((sum, part) => sum + part.length, 0);
  const count = files.length;
  const end = packed([
    [4, END],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, size],
    [4, at],
    [2, 0],
  ]);
  return joined([...files, ...list, end]);
}

/**
 * Read a file.
 *
 * @param {Uint8Array} bytes
 * @returns {Record<string, Stored>}
 * @throws {Error} if it is damaged, or no such file
 */
export function readNpz(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return Object.fromEntries(entries(view).map(([name, body]) => [name, arrayOf(body, name)]));
  } catch (error) {
    const known = error instanceof Error && !(error instanceof RangeError);
    throw new Error(
      `The file is damaged, or none of NumPy’s: ${known ? error.message : "it ends too early"}.`,
    );
  }
}

/** @param {DataView} view @returns {[string, DataView][]} */
function entries(view) {
  let end = view.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0) throw new Error("it is no zip");
  /** @type {[string, DataView][]} */
  const found = [];
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n--) {
    if (view.getUint32(at, true) !== CENTRAL) throw new Error("its list of contents is broken");
    if (view.getUint16(at + 10, true) !== 0)
      throw new Error("it is compressed; numpy.savez writes one that is not");
    const [sum, size] = [view.getUint32(at + 16, true), view.getUint32(at + 20, true)];
    const [title, extra, note] = [28, 30, 32].map((k) => view.getUint16(at + k, true));
    const start = view.getUint32(at + 42, true);
    const name = text(view, at + 46, title);
    const begin = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
    const body = new DataView(view.buffer, view.byteOffset + begin, size);
    if (crc(new Uint8Array(body.buffer, body.byteOffset, size)) !== sum)
      throw new Error(`the bytes of ${name} are not those that were written`);
    found.push([name.replace(/\.npy$/, ""), body]);
    at += 46 + title + extra + note;
  }
  return found;
}

const text = (/** @type {DataView} */ view, /** @type {number} */ at, /** @type {number} */ size) =>
  String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, size));

/** @param {DataView} body @param {string} name @returns {Stored} */
function arrayOf(body, name) {
  if (text(body, 0, 6) !== MAGIC) throw new Error(`${name} is no array`);
  const long = body.getUint8(6) > 1;
  const size = long ? body.getUint32(8, true) : body.getUint16(8, true);
  const start = (long ? 12 : 10) + size;
  const head = text(body, start - size, size);
  const [, descr] = head.match(/'descr': '([^']*)'/) ?? [];
  const [, tuple] = head.match(/'shape': \(([^)]*)\)/) ?? [];
  if (descr === undefined || tuple === undefined || head.includes("'fortran_order': True"))
    throw new Error(`${name} is stored in a way that is not read here`);
  const shape = tuple
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  const count = shape.reduce((product, n) => product * n, 1);
  return { type: descr[1], shape, data: numbers(body, start, descr, count, name) };
}

/** @type {Record<string, [number, (view: DataView, at: number) => number]>} */
const READ = {
  "<f8": [8, (view, at) => view.getFloat64(at, true)],
  "<f4": [4, (view, at) => view.getFloat32(at, true)],
  "<i8": [8, (view, at) => Number(view.getBigInt64(at, true))],
  "<i4": [4, (view, at) => view.getInt32(at, true)],
};

/**
 * @param {DataView} body
 * @param {number} start
 * @param {string} descr
 * @param {number} count
 * @param {string} name
 */
function numbers(body, start, descr, count, name) {
  if (/^<U\d+$/.test(descr)) {
    const points = Array.from({ length: Number(descr.slice(2)) }, (_, k) =>
      body.getUint32(start + 4 * k, true),
    );
    return String.fromCodePoint(...points.filter((point) => point > 0));
  }
  if (!Object.hasOwn(READ, descr)) throw new Error(`${name} has numbers of the type ${descr}`);
  const [size, read] = READ[descr];
  return Float64Array.from({ length: count }, (_, k) => read(body, start + size * k));
}
