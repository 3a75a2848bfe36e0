import { expect, test } from "@jest/globals";
import { replayArguments } from "../../../../scripts/local/page/replay-request.ts";
import { parseOptions } from "../../../../scripts/replay/options.ts";

test.each([
  { request: {}, command: { apply: false, all: false, filter: {} } },
  {
    request: { stage: "validate", reason: "schema_violation", all: true, apply: true },
    command: { apply: true, all: true, filter: { stage: "validate", reason: "schema_violation" } },
  },
  { request: { event: "--apply" }, command: { apply: false, filter: { event: "--apply" } } },
])("$request is the command that says the same", ({ request, command }) => {
  const args = replayArguments({ all: false, apply: false, ...request }, "/some/run");
  expect(parseOptions(args)).toMatchObject({ target: { data: "/some/run" }, ...command });
});
