import { isObject } from "../../shared/json/exact.ts";

/** A JSON pointer (RFC 6901) to an attribute of an event: its names, outermost first; at least one. */
export type Pointer = readonly [string, ...string[]];

type Attributes = Record<string, unknown>;

/** Throws a sentence part that names the argument. */
export function parsePointer(argument: string, text: unknown): Pointer {
  if (typeof text !== "string" || !/^\/./.test(text))
    throw new Error(`${argument} should be a path such as /user_id or /properties/colour`);
  const [, ...names] = text.split("/").map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names as [string, ...string[]];
}

/** The attribute, when the event itself has it; never what stands on a prototype. */
export function attributeAt(event: Attributes, [name, ...deeper]: Pointer): { value: unknown } | undefined {
  if (!Object.hasOwn(event, name)) return undefined;
  const value = event[name];
  if (deeper.length === 0) return { value };
  return isObject(value) ? attributeAt(value, deeper as unknown as Pointer) : undefined;
}

/** A copy with the attribute set, in its place where there is one; objects on the way are made where they are absent. */
export function withAttribute(event: Attributes, [name, ...deeper]: Pointer, value: unknown): Attributes {
  const before = Object.hasOwn(event, name) ? event[name] : undefined;
  if (deeper.length > 0 && before !== undefined && before !== null && !isObject(before)) return event;
  const inner = isObject(before) ? before : {};
  const changed = deeper.length === 0 ? value : withAttribute(inner, deeper as unknown as Pointer, value);
  return fromEntries([
    ...Object.entries(event).map(([other, kept]): [string, unknown] => [
      other,
      other === name ? changed : kept,
    ]),
    ...(Object.hasOwn(event, name) ? [] : [[name, changed] as [string, unknown]]),
  ]);
}

/** A copy without the attribute; the event itself when it has none. */
export function without(event: Attributes, [name, ...deeper]: Pointer): Attributes {
  if (attributeAt(event, [name, ...deeper]) === undefined) return event;
  return fromEntries(
    Object.entries(event).flatMap(([other, value]): [string, unknown][] => {
      if (other !== name) return [[other, value]];
      if (deeper.length === 0) return [];
      return [[other, without(value as Attributes, deeper as unknown as Pointer)]];
    }),
  );
}

/** Defines rather than assigns, so that a name such as `__proto__` is a name. */
const fromEntries = (entries: [string, unknown][]): Attributes => Object.fromEntries(entries);
