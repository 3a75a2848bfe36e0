/** What a value is in JSON, in a word for a person. */
export const jsonType = (value: unknown): string =>
  value === null ? "null" : value === undefined ? "nothing" : Array.isArray(value) ? "array" : typeof value;
