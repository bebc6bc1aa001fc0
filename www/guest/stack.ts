/** Stack traces as V8 has them: QuickJS leaves out the first line, which says what the error is. */

type ErrorClass = new (...args: unknown[]) => Error;

/** Frames of our own modules, which `stack` is taken through. */
const OWN = /^ *at .*(\(native\)|node:internal).*\n?/gm;

/** Puts the first line in place, if it isn't there. */
export function withHeadline<T>(thrown: T): T {
  if (!(thrown instanceof Error)) return thrown;
  const headline = thrown.message === "" ? thrown.name : `${thrown.name}: ${thrown.message}`;
  const frames = thrown.stack ?? "";
  if (frames === "" || /^\s+at /.test(frames)) {
    const stack = `${headline}\n${frames.replace(OWN, "")}`.trimEnd();
    Object.defineProperty(thrown, "stack", { value: stack, writable: true, configurable: true, enumerable: false });
  }
  return thrown;
}

/** Errors that programs make have it from the start; those that the engine throws get it where they are shown. */
for (const name of ["Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "AggregateError"]) {
  const original = Reflect.get(globalThis, name) as ErrorClass;
  const replaced = new Proxy(original, {
    construct: (target, args, newTarget) => withHeadline(Reflect.construct(target, args, newTarget) as Error),
    apply: (target, _self, args) => withHeadline(Reflect.construct(target, args) as Error),
  });
  original.prototype.constructor = replaced;
  Reflect.set(globalThis, name, replaced);
}

Object.assign(Error, {
  stackTraceLimit: 10,
  captureStackTrace: (object: object) => {
    const { stack } = new Error();
    Object.defineProperty(object, "stack", { value: (stack ?? "").replace(/^Error\n?/, ""), writable: true, configurable: true });
    withHeadline(object);
  },
});
