import { validation } from "./errors.ts";
import type { Input } from "./input.ts";
import type { Key } from "./table.ts";

/** The requests of a batch by table name. */
export function requestItems<Request>(input: Input): [string, Request][] {
  const requested = Object.entries((input.RequestItems ?? {}) as Record<string, Request>);
  if (requested.length === 0) throw emptyRequests();
  return requested;
}

export function assertDistinct(keys: readonly Key[]): void {
  // With its length before it, a partition key cannot run into the sort key.
  const identities = keys.map(({ partition, sort }) => `${partition.length}:${partition}${sort}`);
  if (new Set(identities).size < keys.length)
    throw validation("Provided list of item keys contains duplicates");
}

export const emptyRequests = () =>
  validation(
    "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
