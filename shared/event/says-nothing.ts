/** What holds no value: a null, an empty object, an empty list. None of them is worth a property of that text. */
export const saysNothing = (value: unknown): boolean =>
  value === null || (typeof value === "object" && Object.keys(value).length === 0);
