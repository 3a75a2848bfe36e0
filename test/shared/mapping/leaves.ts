/** Every scalar of a JSON value as text; a null and what is empty hold none. */
export function leavesOf(value: unknown): string[] {
  if (value === null) return [];
  return typeof value === "object" ? Object.values(value).flatMap(leavesOf) : [String(value)];
}

/** Every text that events hold, those inside JSON-encoded properties included. */
export function leafTexts(events: readonly { properties?: unknown; [name: string]: unknown }[]): Set<string> {
  const texts = events.flatMap(leavesOf);
  const encoded = events.flatMap(({ properties }) => Object.values(properties ?? {}).flatMap(decoded));
  return new Set([...texts, ...encoded]);
}

/**
 * The document with `{key, value}` as the value alone, since the key becomes the name of an attribute, and with what
 * its texts of JSON hold.
 */
export const withoutPairKeys = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document), (_, value) => {
    if (typeof value === "string" && value.startsWith("{")) return JSON.parse(value);
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
