import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { deployedStack } from "../../../scripts/replay/stack.ts";

const outputs = {
  raw_stream: "raw",
  lanes: "64",
  enriched_stream: "enriched",
  failed_bucket: "failed-events",
};

function fileOf(content: unknown): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "outputs-")), "outputs.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("deployedStack", () => {
  test.each([
    { what: "cdktf's outputs file", content: { "clickstream-dev": outputs } },
    {
      what: "terraform output -json",
      content: Object.fromEntries(
        Object.entries(outputs).map(([name, value]) => [name, { sensitive: false, type: "string", value }]),
      ),
    },
    { what: "plain values", content: outputs },
  ])("reads $what", ({ content }) => {
    expect(deployedStack(fileOf(content))).toMatchObject(outputs);
  });

  test.each([
    { what: "broken JSON", content: "{", says: "is not JSON" },
    { what: "no object", content: "7", says: "holds no JSON object" },
    {
      what: "another stack",
      content: { raw_stream: "raw", bucket: "b" },
      says: "names no lanes, no enriched_stream, no failed_bucket",
    },
  ])("says what is wrong with $what", ({ content, says }) => {
    expect(() => deployedStack(fileOf(content))).toThrow(says);
  });

  test("says how to get a file that is not there", () => {
    expect(() => deployedStack("/nowhere/outputs.json")).toThrow("--outputs-file");
  });
});
