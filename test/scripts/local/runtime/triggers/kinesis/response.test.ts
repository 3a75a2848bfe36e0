import { describe, expect, test } from "@jest/globals";
import { readResponse } from "../../../../../../scripts/local/runtime/triggers/kinesis/response.ts";

const failures = (...items: unknown[]) => JSON.stringify({ batchItemFailures: items });
const success = { kind: "success" };
const whole = { kind: "whole_batch" };

describe("a partial batch response", () => {
  test.each([
    { description: "no payload", payload: undefined, verdict: success },
    { description: "an empty string", payload: '""', verdict: success },
    { description: "an empty list", payload: "[]", verdict: success },
    { description: "null", payload: "null", verdict: success },
    { description: "an empty object", payload: "{}", verdict: success },
    { description: "an empty list of failures", payload: failures(), verdict: success },
    { description: "null for the list", payload: '{"batchItemFailures":null}', verdict: success },
    { description: "an empty identifier", payload: failures({ itemIdentifier: "" }), verdict: whole },
    { description: "a null identifier", payload: failures({ itemIdentifier: null }), verdict: whole },
    { description: "an unknown identifier", payload: failures({ itemIdentifier: "7" }), verdict: whole },
    { description: "a wrong key", payload: failures({ foo: "98" }), verdict: whole },
    { description: "a numeric identifier", payload: failures({ itemIdentifier: 98 }), verdict: whole },
    { description: "a null failure", payload: failures(null), verdict: whole },
    { description: "no list at all", payload: '{"batchItemFailures":"98"}', verdict: whole },
    {
      description: "one good and one unknown identifier",
      payload: failures({ itemIdentifier: "99" }, { itemIdentifier: "7" }),
      verdict: whole,
    },
    {
      description: "one identifier: its place is the checkpoint",
      payload: failures({ itemIdentifier: "99" }),
      verdict: { kind: "from", index: 1 },
    },
    {
      description: "the lowest by value, though 100 is before 99 as text",
      payload: failures({ itemIdentifier: "101" }, { itemIdentifier: "100" }, { itemIdentifier: "99" }),
      verdict: { kind: "from", index: 1 },
    },
    {
      description: "an identifier that several share: the first of them",
      payload: failures({ itemIdentifier: "99" }),
      verdict: { kind: "from", index: 1 },
      batch: ["98", "99", "99", "99"],
    },
  ])("$description", ({ payload, verdict, batch = ["98", "99", "100", "101"] }) => {
    expect(readResponse(payload, batch)).toEqual(verdict);
  });
});
