import { writeFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { tableNamed } from "../../scripts/lookups/table/named.ts";
import { lookUpFiles } from "../scripts/lookups/files.ts";
import { expectConserved } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";

const LONG_AGO = "2020-05-06T07:00:00.000Z";

test("steps of one's own give columns of the archive, in files of Firehose and in those of the function alike", async () => {
  const files = lookUpFiles();
  const now = new Date().toISOString();
  const events = Array.from({ length: 60 }, (_, at) => ({
    event_id: `e-${at}`,
    event_name: "product_view",
    app_id: "shop",
    // Hours that Firehose is not given are written by the archive function itself.
    client_created_at: at % 2 === 0 ? now : LONG_AGO,
    anonymous_id: `a-${at % 7}`,
    ip: at % 3 === 0 ? "198.18.0.7" : "198.19.0.7",
    product_id: `P-${at % 4}`,
    page_url: "https://shop.example/?utm_medium=email",
  }));
  const path = files.write("events.ndjson", ...events.map((event) => JSON.stringify(event)));
  const products = files.write(
    "products.csv",
    "product_id,brand,unit_cost",
    "P-0,Northwind,1.5",
    "P-1,Contoso,2",
  );
  const systems = files.path("systems.ndjson");
  await writeFile(systems, '{"network":"198.18.0.0/24","autonomous_system_number":64500}\n');

  await using run = await pipelineRun({
    source: { file: path },
    steps: ["product", "as_number", "campaign_channel"],
    tables: [
      { table: tableNamed("products"), path: products },
      { table: tableNamed("autonomous_systems"), path: systems },
    ],
  });
  files.remove();
  expectConserved(run.report);
  expect(run.report.events.archived).toBe(60);
  const brands = await run.query(`
    SELECT product_brand, enrichment_status['product'], count(*), sum(product_unit_cost)
    FROM events_unique GROUP BY 1, 2 ORDER BY 1 NULLS LAST`);
  expect(brands.map((row) => row.map(String))).toEqual([
    ["Contoso", "ok", "15", "30"],
    ["Northwind", "ok", "15", "22.5"],
    ["null", "missing", "30", "null"],
  ]);
  const others = await run.query(`
    SELECT count(*) FILTER (WHERE as_number = 64500), count(as_number), count(*) FILTER (WHERE campaign_channel = 'email')
    FROM events_unique WHERE dt = '2020-05-06'`);
  expect(others.map((row) => row.map(Number))).toEqual([[10, 10, 30]]);
}, 180_000);
