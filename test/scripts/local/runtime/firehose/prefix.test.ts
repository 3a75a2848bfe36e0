import { describe, expect, test } from "@jest/globals";
import {
  defaultTimePrefix,
  evaluatePrefix,
  partitionKeysIn,
} from "../../../../../scripts/local/runtime/firehose/prefix.ts";

const arrival = Date.parse("2026-03-04T05:06:07Z");

describe("a prefix", () => {
  test.each([
    { prefix: "events/", facts: {}, is: "events/" },
    {
      prefix: "source=!{partitionKeyFromLambda:source}/dt=!{partitionKeyFromLambda:dt}/",
      facts: { partitionKeys: { source: "web", dt: "2026-01-01" } },
      is: "source=web/dt=2026-01-01/",
    },
    { prefix: "!{timestamp:yyyy-MM-dd}/!{timestamp:HH}/", facts: {}, is: "2026-03-04/05/" },
    { prefix: "!{timestamp:yyyy/MM/dd'T'HH}/", facts: {}, is: "2026/03/04T05/" },
    {
      prefix: "errors/!{firehose:error-output-type}/",
      facts: { errorOutputType: "processing-failed" },
      is: "errors/processing-failed/",
    },
  ])("$prefix is $is", ({ prefix, facts, is }) => {
    expect(evaluatePrefix(prefix, { arrival, ...facts } as Parameters<typeof evaluatePrefix>[1])).toBe(is);
  });

  test.each([
    "!{partitionKeyFromLambda:dt}/",
    "!{firehose:error-output-type}/",
    "!{warp:9}/",
    "!{timestamp:QQ}/",
  ])("%s cannot be resolved here and says so", (prefix) => {
    expect(() => evaluatePrefix(prefix, { arrival })).toThrow(prefix.slice(0, -1));
  });

  test("a random string differs from object to object", () => {
    const random = () => evaluatePrefix("!{firehose:random-string}", { arrival });
    expect(random()).not.toBe(random());
  });

  test("names its partition keys", () => {
    expect(
      partitionKeysIn("a=!{partitionKeyFromLambda:a}/!{timestamp:yyyy}/b=!{partitionKeyFromLambda:b}"),
    ).toEqual(["a", "b"]);
  });

  test("without a time of its own gets the default one", () => {
    expect(defaultTimePrefix(arrival)).toBe("2026/03/04/05/");
  });
});
