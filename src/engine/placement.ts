/** Where the meanings of instructions are in the module: its handlers, by number. */

/** The cases in front of the hot handlers. Handler 0 must be `decode`: fresh records are zero. */
export const fixedHandlers = ['decode', 'pageEnd', 'straddle', 'breakpoint', 'outOfLine'] as const;
export type FixedHandler = (typeof fixedHandlers)[number];
export const fixedHandler = Object.fromEntries(
  fixedHandlers.map((name, at) => [name, at]),
) as Readonly<Record<FixedHandler, number>>;

/** Where each variant went: a handler of the interpreter, or an entry of the table. */
export interface Placement {
  readonly handler: number;
  readonly meaning: number;
}
