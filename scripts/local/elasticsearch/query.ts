import type { DocumentPosition } from "./document-order.ts";
import { parseNanos } from "./instants.ts";
import { SearchError } from "./search-error.ts";

/** The stretch of ingest time that a query finds. */
export interface IngestWindow {
  /** The document lies before the window; past its end. */
  before(position: DocumentPosition): boolean;
  past(position: DocumentPosition): boolean;
}

const all: IngestWindow = { before: () => false, past: () => false };
const none: IngestWindow = { before: () => false, past: () => true };

/** Knows a range over the ingest time, and what lacks one, which nothing does here. Throws for any other query. */
export function windowOf(query: unknown, field: string): IngestWindow {
  if (query === undefined) return all;
  const { range, ...others } = query as { range?: Record<string, Record<string, unknown>> };
  const bounds = range?.[field];
  if (bounds === undefined) {
    if (JSON.stringify(query) === `{"bool":{"must_not":{"exists":{"field":${JSON.stringify(field)}}}}}`)
      return none;
    throw refusal(`only a range over [${field}], or that it must not exist, is known here`);
  }
  const { gte, lt, format: _, ...rest } = bounds;
  const [unknown] = [
    ...Object.keys(others),
    ...Object.keys(range!).filter((name) => name !== field),
    ...Object.keys(rest),
  ];
  if (unknown !== undefined) throw refusal(`[range] query does not support [${unknown}] here`);
  const low = gte === undefined ? undefined : parseNanos(gte);
  const high = lt === undefined ? undefined : parseNanos(lt);
  return {
    before: ({ time }) => low !== undefined && time < low,
    past: ({ time }) => high !== undefined && time >= high,
  };
}

const refusal = (reason: string) => new SearchError(400, "parsing_exception", reason);
