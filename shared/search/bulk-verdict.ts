/** What the response to a bulk request says of one document. */
export interface BulkResult {
  status: number;
  error?: { type?: string; reason?: string; caused_by?: { type?: string; reason?: string } };
}

/** `present`: it, or a later version of it, is there. */
export type BulkVerdict = "present" | "refused" | "again";

/**
 * Errors that a document earns by what is in it, by their types. Everything else that comes with 400, such as a domain
 * that holds no more shards, concerns the domain, and a person has to do something about it.
 */
const OF_THE_DOCUMENT: ReadonlySet<string> = new Set([
  "document_parsing_exception",
  "illegal_argument_exception",
  "mapper_parsing_exception",
  "max_bytes_length_exceeded_exception",
  "strict_dynamic_mapping_exception",
]);

export function bulkVerdict({ status, error }: BulkResult): BulkVerdict {
  if (status >= 200 && status < 300) return "present";
  // "version_conflict_engine_exception": the same or a later version was there before.
  if (status === 409) return "present";
  return status === 400 && OF_THE_DOCUMENT.has(error?.type ?? "") ? "refused" : "again";
}

/**
 * Why, without the value that was found: `failed to parse field [price] of type [double] in document with id '…'. Preview of
 * field's value: '…'`.
 */
export function bulkReason({ error }: BulkResult): string {
  const reasons = [error?.reason, error?.caused_by?.reason].filter((reason) => reason !== undefined);
  return reasons
    .map(
      (reason) =>
        reason.split(
          / in document with id|\. Preview of|\. +Please correct|: Immense term|, original message|: [["']/,
        )[0],
    )
    .join(": ");
}
