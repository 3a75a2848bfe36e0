/** Every scalar of a JSON value as text; an empty list or object counts as one. */
export function leavesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  const held = Object.values(value);
  return held.length === 0 ? [JSON.stringify(value)] : held.flatMap(leavesOf);
}

/** Every text that events hold, those inside JSON-encoded properties included. */
export function textsOf(events: readonly { properties?: unknown; [name: string]: unknown }[]): Set<string> {
  const texts = events.flatMap(leavesOf);
  const encoded = events.flatMap(({ properties }) => Object.values(properties ?? {}).flatMap(decoded));
  return new Set([...texts, ...encoded]);
}

/** The document with `{key, value}` as the value alone: the key becomes the name of an attribute. */
export const withoutPairKeys = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document), (_, value) => {
    const isPair = value !== null && typeof value === "object" && "key" in value && "value" in value;
    return isPair ? value.value : value;
  });

function decoded(value: unknown): string[] {
  try {
    return leavesOf(JSON.parse(String(value)));
  } catch {
    // An ordinary text, which `leavesOf` has told already.
    return [];
  }
}
