import { describe, expect, test } from "@jest/globals";
import { bulkReason, bulkVerdict } from "../../../shared/search/bulk-verdict.ts";

describe("what becomes of a document", () => {
  test.each([
    ["it is new", 201, undefined, "present"],
    ["it was there and is written again", 200, undefined, "present"],
    ["a later version is there", 409, "version_conflict_engine_exception", "present"],
    ["the domain's queue is full", 429, "rejected_execution_exception", "again"],
    ["a shard is away", 503, "unavailable_shards_exception", "again"],
    ["a value does not fit its field", 400, "mapper_parsing_exception", "refused"],
    ["a term is too long", 400, "illegal_argument_exception", "refused"],
    ["the domain holds no more shards", 400, "validation_exception", "again"],
    ["the index is closed", 400, "index_closed_exception", "again"],
    ["the disks are full", 403, "cluster_block_exception", "again"],
    ["indices are not made by themselves", 404, "index_not_found_exception", "again"],
  ])("where %s (%i %s)", (_what, status, type, expected) => {
    expect(bulkVerdict({ status, ...(type !== undefined && { error: { type } }) })).toBe(expected);
  });
});

describe("why, without what was found", () => {
  test.each([
    [
      "failed to parse field [price] of type [double] in document with id 'e-1'. Preview of field's value: 'ann@example.org'",
      "failed to parse field [price] of type [double]",
    ],
    [
      "Document contains at least one immense term in field=\"properties\" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped.  Please correct the analyzer to not produce such terms.  The prefix of the first immense term is: '[97, 110, 110]...', original message: bytes can be at most 32766 in length; got 40000",
      'Document contains at least one immense term in field="properties" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped',
    ],
  ])("%s", (reason, expected) => {
    expect(bulkReason({ status: 400, error: { reason } })).toBe(expected);
    expect(bulkReason({ status: 400, error: { reason } })).not.toMatch(/ann|97, 110/);
  });

  test("with its cause", () => {
    const caused_by = { reason: 'For input string: "ann@example.org"' };
    const error = {
      reason: "failed to parse field [x] of type [integer] in document with id 'e'",
      caused_by,
    };
    expect(bulkReason({ status: 400, error })).toBe(
      "failed to parse field [x] of type [integer]: For input string",
    );
  });
});
