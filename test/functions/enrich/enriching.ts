import { enrichHandler } from "../../../functions/enrich/handler.ts";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import { enrichment, enrichRules } from "../../builders/enrichment.ts";
import { type MemoryFacts, memoryFacts } from "../../builders/memory-facts.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";

/** What records become: lines on the enriched stream and failures. Throws where the batch would be retried for ever. */
export const enrich = (...records: Uint8Array[]) => enrichBy({}, ...records);

/** The same by what is known already, at another time. */
export async function enrichBy(
  { facts = memoryFacts(), now = Date.parse("2026-03-04T10:00:02Z") }: { facts?: MemoryFacts; now?: number },
  ...records: Uint8Array[]
) {
  const lines: string[] = [];
  const failures: Failure[] = [];
  let versions = 0;
  const handle = enrichHandler(
    {
      facts,
      enriched: {
        async put(records) {
          for (const record of records) {
            const unpacked = unpackRecord(record.data);
            if (unpacked.ok) lines.push(...unpacked.entries.map((entry) => Buffer.from(entry).toString()));
          }
          return [];
        },
      },
      failures: {
        async publish(found) {
          failures.push(...found);
          return [];
        },
      },
      inputs: () => ({
        now,
        nextWriteId: () => String(versions++).padStart(16, "0"),
      }),
      meters: { batch() {} },
    },
    {
      enrichment,
      rules: enrichRules,
      outage: "wait",
      folders: new Set(),
      lanes: 256,
      packBytes: 131_072,
      compression: "none",
    },
  );
  const invocation = { deadline: Number.MAX_SAFE_INTEGER, functionArn: "arn", requestId: "r" };
  const { batchItemFailures } = await handle(
    kinesisEvent(records.map((data) => streamRecord(data))),
    invocation,
  );
  return { lines, failures, retried: batchItemFailures };
}
