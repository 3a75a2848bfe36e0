import { payloadOf } from "../../shared/failure/claim-check.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import type { Filter } from "./filter.ts";
import { type Payload, type Put, putBack, type Streams } from "./put.ts";
import { select } from "./select.ts";
import { Summary } from "./summary.ts";

/** Key prefix of failed-event objects, as the stack declares it. */
const PREFIX = "failed/";

/** Bytes of payloads that are put back at once. */
const PORTION_BYTES = 8 * 1024 * 1024;

export interface Replay {
  store: ObjectStore;
  streams: Streams;
  filter: Filter;
  /** Also what would fail again unchanged. */
  all: boolean;
  /** Else it is only counted. */
  apply: boolean;
}

/** Counts the failed events that match and, with `apply`, puts the bytes of those that are ready back. */
export async function replay({
  store,
  streams,
  filter,
  all,
  apply,
}: Replay): Promise<{ summary: Summary; done: Put }> {
  const summary = new Summary();
  const done: Put = { put: 0, left: 0, codes: new Set() };
  let portion: Payload[] = [];
  let size = 0;
  const flush = async () => {
    const { put, left, codes } = await putBack(portion, streams);
    done.put += put;
    done.left += left;
    for (const code of codes) done.codes.add(code);
    portion = [];
    size = 0;
  };
  for await (const selected of select(store, PREFIX, filter, all)) {
    summary.add(selected);
    if (!apply || selected.verdict !== "ready") continue;
    portion.push({ stage: selected.row.stage, bytes: await payloadOf(selected.row, store) });
    size += selected.row.payload_bytes;
    if (size >= PORTION_BYTES) await flush();
  }
  if (portion.length > 0) await flush();
  return { summary, done };
}
