// A recorded program as JSON brings it; recording/program.py says what it means.

/**
 * @typedef {object} Node  one operation, leaf or constant
 * @property {string} op
 * @property {number[]} [in]  its operands
 * @property {Record<string, any>} [attrs]
 * @property {number[]} shape
 * @property {string} [name]
 * @property {number} [t]  time step from 1; 0 before the first
 * @property {number} [at]  its place
 * @property {number} [group]  the call it ran in
 * @property {string} [cell]  of a network: what the names of the cell end with
 * @property {boolean} [back]  whether only gradients need it
 */

/**
 * @typedef {object} Leaf  what a reader may edit
 * @property {number} node
 * @property {string} name
 * @property {string} role  parameter, input, target, state or hyperparameter
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {number} [t]
 */

/**
 * @typedef {object} Place  a sub-expression of the library
 * @property {string} fn
 * @property {number} line
 * @property {[number, number]} col
 * @property {string} [eq]  tag of its equation
 */

/** @typedef {{fn: string, at: number, parent: number | null}} Group  a call */

/** @typedef {[number, number, string, boolean]} Token  columns, text, whether it is a value's name */

/** @typedef {{target: Token[], tokens: Token[]}} Line  a line as an equation */

/**
 * @typedef {object} Symbol  how a name is written
 * @property {string} glyph
 * @property {string} role  whose colour it has
 * @property {string} [words]
 * @property {string} [sup]  what stands raised behind it
 * @property {string} [axes]
 * @property {number | null} [time]  which step its index says; null for none
 * @property {string} [gradient]  name of its gradient
 */

/**
 * @typedef {object} Layout  how the cell is drawn; teaching/layouts.py says what it means
 * @property {string[][][]} rows
 * @property {string[]} inside
 * @property {Record<string, string>} parts
 * @property {string[]} gates
 * @property {any[]} belts
 * @property {string} cell
 */

/**
 * @typedef {object} Program
 * @property {string} format
 * @property {Node[]} nodes
 * @property {((number | string)[] | Float64Array)[]} values
 * @property {number[] | null} [sums]  of the values that a page computes itself
 * @property {Leaf[]} leaves
 * @property {Record<string, number>} outputs
 * @property {Place[]} places
 * @property {Group[]} groups
 * @property {Record<string, Line>} lines
 * @property {Record<string, string>} equations
 * @property {Record<string, {line: number, text: string}>} sources
 * @property {Record<string, Symbol>} [symbols]
 * @property {Record<string, string[]>} [labels]
 * @property {Record<string, string>} [roles]
 * @property {Layout} [layout]
 * @property {string} [one]  what a label is; a letter, if it is left out
 * @property {Record<string, Record<string, number[]>>} [presets]  values of switches, by what they make
 * @property {Record<string, Record<string, string>>} [called]  what a name in a line stands for,
 *   by cell; `out` is what runs in none
 */

/** What an operation is computed from; nothing for leaves and constants. @param {Node} node */
export const operandsOf = (node) => node.in ?? [];
