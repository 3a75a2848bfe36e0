import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { ObjectRemover } from "../../shared/aws/remove-objects.ts";
import { claimCheck, oversizeKey, payloadOfRow } from "../../shared/failure/claim-check.ts";
import type { FailedEvent } from "../../shared/failure/failed-event.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { isInValue, type Needles } from "../../shared/forget/needles.ts";
import type { ForgettingPlace } from "./found.ts";
import { payloadWithout } from "./payload.ts";

export interface FailedRowsParts {
  store: ObjectStore;
  remover: ObjectRemover;
  needles: Needles;
  /** Key prefix of the objects with rows. */
  prefix: string;
}

/** Failed events: their rows, and of packs the lines that are somebody's. Rows that hold others', too, stay with the rest. */
export function failedRows(parts: FailedRowsParts): ForgettingPlace {
  const { store, prefix } = parts;
  const name = "failed events";

  async function sweep(apply: boolean) {
    let count = 0;
    let objects = 0;
    for await (const { key } of store.list(prefix)) {
      if (!key.endsWith(".gz")) continue;
      const found = await sweepObject(parts, key, apply);
      count += found;
      objects += found > 0 ? 1 : 0;
    }
    for await (const { key } of store.list(oversizeKey(""))) {
      const held = payloadWithout(await store.get(key), parts.needles).removed;
      count += held;
      objects += held > 0 ? 1 : 0;
      // Its row was written anew above, and refers to another object.
      if (apply && held > 0) await parts.remover.remove([key]);
    }
    return { place: name, unit: "lines", count, objects };
  }

  return { name, find: () => sweep(false), remove: async () => (await sweep(true)).count };
}

/** Returns how many lines of an object are somebody's, those of payloads beside it apart. */
async function sweepObject(parts: FailedRowsParts, key: string, apply: boolean): Promise<number> {
  const { store, remover } = parts;
  const rows = rowsIn(await store.get(key));
  const kept: FailedEvent[] = [];
  let removed = 0;
  let changed = false;
  for (const row of rows) {
    const result = await rowWithout(row, parts);
    removed += result.removed;
    changed ||= result.row !== row;
    if (result.row !== undefined)
      kept.push(apply && result.row !== row ? await stored(result, store) : result.row);
  }
  if (!apply || !changed) return removed;
  if (kept.length === 0) await remover.remove([key]);
  else {
    await store.put(key, gzipSync(kept.map((row) => `${JSON.stringify(row)}\n`).join("")));
    await remover.removeEarlier(key);
  }
  return removed;
}

interface RowWithout {
  /** The same row where nothing of it is somebody's; undefined where all of it is. */
  row: FailedEvent | undefined;
  payload?: Uint8Array;
  removed: number;
}

async function rowWithout(row: FailedEvent, { store, needles }: FailedRowsParts): Promise<RowWithout> {
  const { payload: _bytes, payload_sha256: _hash, ...said } = row;
  const isBeside = row.payload_ref !== undefined;
  const payload = await payloadOfRow(row, store).catch((error: Error) => {
    // The object beside the row is gone, as after an interrupted run: the row refers to what is not there any more.
    if (isBeside && /NoSuchKey|does not exist/i.test(`${error.name} ${error.message}`)) return undefined;
    throw error;
  });
  if (payload === undefined) return { row: undefined, removed: 0 };
  const { rest, lines, removed } = payloadWithout(payload, needles);
  // A payload beside the row is counted where it lies.
  const counted = isBeside ? 0 : removed;
  if (removed === 0) return isInValue(needles, said) ? { row: undefined, removed: 1 } : { row, removed: 0 };
  if (rest === undefined) return { row: undefined, removed: counted };
  const { event_id: _id, payload_ref: _ref, ...others } = said;
  const errors = isInValue(needles, row.errors) ? [] : row.errors;
  const next = {
    ...others,
    errors,
    payload: Buffer.from(rest).toString("base64"),
    payload_bytes: rest.byteLength,
    payload_sha256: createHash("sha256").update(rest).digest("hex"),
    ...(lines > 1 ? { lines } : {}),
  } as FailedEvent;
  return { row: next, payload: rest, removed: counted };
}

const stored = ({ row, payload }: RowWithout, store: ObjectStore): Promise<FailedEvent> =>
  claimCheck(row!, payload!, store);

const rowsIn = (bytes: Uint8Array): FailedEvent[] =>
  gunzipSync(bytes)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
