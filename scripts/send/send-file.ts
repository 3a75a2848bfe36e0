import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import type { Outgoing, Publish } from "../../shared/publish/publish.ts";
import { UserError } from "../user-error.ts";
import { beginning } from "./beginning.ts";
import { DamagedFile } from "./damaged-file.ts";
import { asUtf8 } from "./encoding.ts";
import { Endings } from "./endings.ts";
import { contentOf, examine } from "./file-bytes.ts";
import { fileEvents, placeInFile } from "./file-events.ts";
import { forecast } from "./forecast.ts";
import { type FileFormat, fileFormatOf, fileRecordsOf } from "./format.ts";
import { RecordTooLong } from "./records.ts";
import { RepeatedIds } from "./repeated-ids.ts";
import { brokenOff, NotSentWhole, notTaken, type SendCounts } from "./sent.ts";

export interface SendOptions {
  path: string;
  mapping: SourceMapping;
  publish: Publish;
  /** Unless given, it follows from the file's name or beginning. */
  format?: FileFormat | undefined;
  /** What the file is written in, where no mark at its beginning says it; UTF-8 unless given. */
  encoding?: string | undefined;
  /** `metadata.source` of events that bring none. */
  sourceName?: string | undefined;
  /** False where nothing takes failed events; true unless given. */
  failedPath?: boolean | undefined;
  /** Called after every batch. */
  onProgress?: (progress: SendCounts & { share: number }) => void;
  signal?: AbortSignal | undefined;
  now?: () => number;
}

/** Events that are packed together, and their bytes: what is held in memory does not depend on the file. */
const BATCH_EVENTS = 10_000;
const BATCH_BYTES = 8 * 1024 * 1024;
/** Time after which a batch that the stream does not take ends the sending, ms. */
const PATIENCE_MS = 30_000;

/** Bytes of a file by which its format is told. */
const HEAD_BYTES = 64 * 1024;

/**
 * Puts every record of a file on the raw stream. Throws a `NotSentWhole` when the file is damaged, too long to hold in
 * part, or when the stream takes no more, and a `UserError` for a file that cannot be read at all.
 */
export async function sendFile(options: SendOptions): Promise<SendCounts> {
  const { path, publish, onProgress, signal, failedPath = true, now = Date.now } = options;
  const facts = await examine(path);
  const sent: SendCounts = { read: 0, sent: 0, failed: 0, endings: new Endings() };
  const repeated = new RepeatedIds();
  let bytesRead = 0;
  let leftover: DamagedFile | undefined;
  let batch: Outgoing[] = [];
  let batchBytes = 0;

  const flush = async () => {
    const { sent: taken, failed, left, because } = await publish(batch, now() + PATIENCE_MS);
    sent.sent += taken;
    sent.failed += failed;
    if (left.length > 0) throw new NotSentWhole(notTaken(path, sent, left, because), sent);
    batch = [];
    batchBytes = 0;
    onProgress?.({ ...sent, share: bytesRead / facts.bytes });
  };

  try {
    const content = contentOf(path, facts, {
      onRead(bytes) {
        bytesRead += bytes;
      },
      onLeftover(found) {
        leftover = found;
      },
    });
    const { encoding, pieces: text } = await asUtf8(path, content, options.encoding);
    const { head, pieces } = await beginning(text, HEAD_BYTES);
    const format = options.format ?? fileFormatOf(path, head.toString());
    const receivedAt = new Date(now()).toISOString();
    const eventsOf = fileEvents(path, facts, { ...options, receivedAt, encoding, failedPath });
    for await (const record of fileRecordsOf(pieces, format, head.toString(), encoding)) {
      for (const event of eventsOf(record)) {
        const { cause, misfits } = forecast(event, now());
        const place = placeInFile(event);
        if (cause !== undefined) sent.endings.add(cause, place);
        for (const misfit of misfits ?? []) sent.endings.keep(misfit, place);
        const before = repeated.before(event, place);
        if (before !== undefined) sent.endings.repeat(place, before);
        sent.read += 1;
        batch.push(event);
      }
      batchBytes += record.bytes.length;
      if (batch.length >= BATCH_EVENTS || batchBytes >= BATCH_BYTES) await flush();
      if (signal?.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedFile || error instanceof RecordTooLong)) throw error;
    await flush();
    throw new NotSentWhole(brokenOff(path, sent, error), sent);
  }
  if (batch.length > 0) await flush();
  if (leftover !== undefined) throw new NotSentWhole(brokenOff(path, sent, leftover), sent);
  if (sent.read === 0 && !signal?.aborted)
    throw new UserError(`${path} holds no records: there is nothing to send.`);
  return sent;
}
