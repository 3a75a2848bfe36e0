import type { Position } from "./document-order.ts";
import { parseNanos, sortValue } from "./instants.ts";
import { SearchError } from "./search-error.ts";

/** The stretch of ingest time that a query finds. */
export interface Window {
  /** The document lies before the window; past its end. */
  before(position: Position): boolean;
  past(position: Position): boolean;
}

const all: Window = { before: () => false, past: () => false };
const none: Window = { before: () => false, past: () => true };

const kinds: Record<string, (content: unknown, field: string) => Window> = {
  match_all: () => all,
  range,
  exists: (content, field) => ((content as { field?: string }).field === field ? all : none),
  bool: (content, field) => {
    const { must_not: denied, ...rest } = content as Record<string, unknown>;
    const found = windowOf(denied, field);
    if (Object.keys(rest).length > 0 || (found !== all && found !== none))
      throw refusal("only must_not of exists is known of [bool] here");
    return found === all ? none : all;
  },
};

/** Throws for a query that is not understood. */
export function windowOf(query: unknown, field: string): Window {
  if (query === undefined) return all;
  const [[kind, content] = [""], ...more] = Object.entries(query as object);
  const known = Object.hasOwn(kinds, kind) && more.length === 0 ? kinds[kind] : undefined;
  if (!known) throw refusal(`only ${Object.keys(kinds).join(", ")} are known here, not [${kind}]`);
  return known(content, field);
}

function range(content: unknown, field: string): Window {
  const [[name, bounds] = [""], ...more] = Object.entries(content as object);
  if (name !== field || more.length > 0) throw refusal(`only a range over [${field}] is known here`);
  const { gte, gt, lte, lt, format, ...rest } = bounds as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw refusal(`[range] query does not support [${unknown}]`);
  if (format !== undefined) sortValue(0n, "date", String(format));
  const low = bound(gte) ?? addOne(bound(gt));
  const high = bound(lt) ?? addOne(bound(lte));
  return {
    before: ({ time }) => low !== undefined && time < low,
    past: ({ time }) => high !== undefined && time >= high,
  };
}

const refusal = (reason: string) => new SearchError(400, "parsing_exception", reason);
const bound = (value: unknown) => (value === undefined || value === null ? undefined : parseNanos(value));
const addOne = (value: bigint | undefined) => (value === undefined ? undefined : value + 1n);
