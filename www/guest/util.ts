/** `util`: Node's own `inspect` and `format`, and the small rest. */
import * as inspection from "node-inspect-extracted";
import { describeWith } from "./loop.js";
import { withHeadline } from "./stack.js";

type Callback = (error: unknown, value?: unknown) => void;
type Call = (...args: unknown[]) => unknown;

/** As Node formats; of the values only errors differ, whose stacks QuickJS begins otherwise. */
export function format(...args: unknown[]): string {
  return inspection.format(...args.map(withHeadline));
}

export const inspect = Object.assign(
  (value: unknown, ...options: unknown[]): string => inspection.inspect(withHeadline(value), ...(options as [object])),
  { custom: inspection.inspect.custom, defaultOptions: inspection.inspect.defaultOptions },
);

const custom = Symbol.for("nodejs.util.promisify.custom");

function promisify(call: Call & { [custom]?: Call }): Call {
  const own = call[custom];
  if (own !== undefined) return own;
  return function (this: unknown, ...args: unknown[]) {
    return new Promise((resolve, reject) => {
      const settle: Callback = (error, value) => (error ? reject(error) : resolve(value));
      call.call(this, ...args, settle);
    });
  };
}

function callbackify(call: (...args: unknown[]) => Promise<unknown>): Call {
  return (...args) => {
    const callback = args.pop() as Callback;
    call(...args).then((value) => callback(null, value), (error) => callback(error));
  };
}

const util = {
  inspect,
  format,
  formatWithOptions: inspection.formatWithOptions,
  isDeepStrictEqual: (a: unknown, b: unknown) => inspection.inspect(a, { depth: null }) === inspection.inspect(b, { depth: null }),
  promisify: Object.assign(promisify, { custom }),
  callbackify,
  inherits: (child: { prototype: object }, parent: { prototype: object }) => void Object.setPrototypeOf(child.prototype, parent.prototype),
  deprecate: <T>(call: T) => call,
  debuglog: () => () => {},
  stripVTControlCharacters: inspection.stripVTControlCharacters,
  types: { isPromise: (value: unknown) => value instanceof Promise, isDate: (value: unknown) => value instanceof Date, isRegExp: (value: unknown) => value instanceof RegExp },
  TextEncoder,
  TextDecoder,
};

describeWith(inspect);

export default util;
