import { createReadStream, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { fileRecordsOf } from "../../../scripts/send/format.ts";
import { isSnowplowRow, snowplowColumns } from "../../../scripts/send/snowplow-columns.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { mapped } from "../../shared/mapping/builders.ts";

const FILE = "test/fixtures/snowplow.tsv";

const documents = async (): Promise<object[]> => {
  const head = readFileSync(FILE, "utf8");
  const found: object[] = [];
  for await (const { row } of fileRecordsOf(createReadStream(FILE), "csv", head, "UTF-8"))
    found.push(Object.fromEntries(row!.names.map((name, at) => [name, row!.cells[at]])));
  return found;
};

test("enriched events of Snowplow are read without a line of names, the first one too", async () => {
  const events = (await documents()).map((document) => mapped(loadMapping("snowplow"), document));
  expect(events).toMatchObject([
    {
      event_id: "7d3c9a10-5b1e-4c0e-9a51-0c9d3f6b2a03",
      event_name: "page_view",
      client_created_at: "2026-03-14T09:30:00.000Z",
      received_at: "2026-03-14T09:30:02.500Z",
      referrer_medium: "search",
      referrer_source: "Google",
    },
    { event_id: "7d3c9a10-5b1e-4c0e-9a51-0c9d3f6b2a04", event_name: "add_to_cart" },
  ]);
  expect(JSON.stringify(events[0])).toContain("p, 1");
});

test("a line of names is none of them", () => {
  expect(snowplowColumns).toHaveLength(131);
  expect(isSnowplowRow(snowplowColumns)).toBe(false);
  expect(isSnowplowRow(["7d3c9a10-5b1e-4c0e-9a51-0c9d3f6b2a03"])).toBe(false);
});
