import type { FieldRule, Kind, KindName, Mark } from "./kind.ts";
import { saysNothing } from "./says-nothing.ts";

/** What a value is to its attribute. Without `value` the event has none; without `mark` nothing of it was lost. */
export interface Fit {
  value?: unknown;
  mark?: Mark;
  /** What has to be kept under other names. */
  aside?: [name: string, value: unknown][];
}

/**
 * Fits a value to the attribute of that name: as it is, or repaired; else what of it fits, and the whole aside. A null,
 * an empty text, an object and a list with nothing in them say nothing, and so does an identity of blanks.
 */
export function fitByKind(kind: Kind, name: string, found: unknown, field: FieldRule): Fit {
  if (kind.accepts(found, field)) return { value: found };
  if (found === undefined || isEmpty(found, field)) return {};
  const repaired = kind.repaired?.(found);
  if (repaired !== undefined && kind.accepts(repaired, field)) return { value: repaired };
  return kind.part?.(repaired ?? found, field, name) ?? invalid(name, found, kind.secret);
}

const isEmpty = (found: unknown, { kind }: FieldRule): boolean =>
  found === "" ||
  saysNothing(found) ||
  (IDENTITIES.has(kind) && typeof found === "string" && found.trim() === "");

const IDENTITIES: ReadonlySet<KindName> = new Set(["key", "id"]);

const invalid = (name: string, found: unknown, secret = false): Fit => ({
  mark: "invalid",
  aside: secret ? [] : [[name, found]],
});
