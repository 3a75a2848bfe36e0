import { describe, expect, test } from "@jest/globals";
import { levelOf, readLine } from "../../../../../scripts/local/runtime/lambda/output.ts";

describe("a line that a function wrote", () => {
  test.each([
    { line: '{"_aws":{"Timestamp":1},"EventsIn":3}', kind: "metrics" },
    { line: '{"level":"INFO","message":"has \\"_aws\\" in it"}', kind: "log" },
    { line: '{"_aws":1}', kind: "log" },
    { line: '{"_aws":{"Timest', kind: "log" },
    { line: "plain text", kind: "log" },
  ])("$line is $kind", ({ line, kind }) => {
    expect(readLine(line).kind).toBe(kind);
  });

  test.each([
    { line: '{"level":"ERROR"}', level: "error" },
    { line: '{"level":"WARN"}', level: "warn" },
    { line: "plain text", level: "info" },
  ])("$line is of level $level", ({ line, level }) => {
    expect(levelOf(line)).toBe(level);
  });
});
