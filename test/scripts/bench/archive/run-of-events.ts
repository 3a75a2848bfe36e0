import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parquetFile } from "../../../../functions/archive/parquet.ts";
import { writeRunFile } from "../../../../scripts/query/run-file.ts";
import { glueColumns } from "../../../../shared/columns/glue.ts";
import { enrichedEvent } from "../../../builders/enriched-event.ts";

const NAMES = ["page_view", "product_view", "add_to_cart", "begin_checkout", "purchase"];

/**
 * The folder of a run that archived some events on each of the days: five by each of its shoppers. Returns that of the
 * events.
 */
export function runOfEvents(data: string, days: readonly string[], shoppers: number): string {
  const archived = path.join(data, "s3", "archive-of-the-run", "events");
  for (const day of days) {
    const events = Array.from({ length: shoppers * NAMES.length }, (_, at) => {
      const who = `${day}-${Math.floor(at / NAMES.length)}`;
      const instant = `${day}T07:${String(at % 60).padStart(2, "0")}:00.000Z`;
      return enrichedEvent({
        event_id: `${day}-e${at}`,
        event_name: NAMES[at % NAMES.length]!,
        anonymous_id: `device-${who}`,
        user_id: `user-${who}`,
        person_id: `user-${who}`,
        session_id: `session-${who}`,
        page_url: `https://shop.example/${at % 7}`,
        page_path: `/${at % 7}`,
        client_created_at: instant,
        event_time: instant,
        processed_at: instant,
        ...(NAMES[at % NAMES.length] === "purchase" && { order_id: `order-${who}`, product_id: "p-1" }),
      });
    });
    const folder = path.join(archived, `dt=${day}`, "hour=07", "source=shop");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "0.parquet"), parquetFile(glueColumns(), events));
  }
  writeRunFile(data, {
    json: "stack.json",
    buckets: "s3",
    region: "eu-west-1",
    accountId: "000000000000",
    variables: {},
    awsEndpointUrl: "http://127.0.0.1:1",
    outputs: { archive_bucket: "archive-of-the-run" },
  });
  return archived;
}
