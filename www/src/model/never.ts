/** The end of an exhaustive `switch`: the compiler rejects a call as long as a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
