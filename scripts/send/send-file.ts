import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import type { Outgoing, Publish } from "../../shared/publish/publish.ts";
import { UserError } from "../user-error.ts";
import { contentOf, DamagedFile, examine } from "./file-bytes.ts";
import { fileEvents } from "./file-events.ts";
import { type Format, formatOf, recordsOf } from "./format.ts";
import { RecordTooLong } from "./records.ts";

export interface SendOptions {
  path: string;
  mapping: SourceMapping;
  publish: Publish;
  /** Told by the file's name or beginning unless given. */
  format?: Format | undefined;
  /** `metadata.source` of events that bring none. */
  sourceName?: string | undefined;
  /** Called after every batch. */
  onProgress?: (progress: Sent & { share: number }) => void;
  signal?: AbortSignal | undefined;
  now?: () => number;
}

export interface Sent {
  /** Events read from the file; a record that is no event counts as one. */
  read: number;
  /** Taken by the raw stream. */
  sent: number;
  /** Taken by the failed path. */
  failed: number;
}

/** Events that are packed together, and their bytes: what is held in memory does not depend on the file. */
const BATCH_EVENTS = 10_000;
const BATCH_BYTES = 8 * 1024 * 1024;
/** How long one batch is tried before the file is given up, ms. */
const PATIENCE_MS = 30_000;

/**
 * Puts every record of a file on the raw stream. Throws a `UserError`, whose sentence says how far it came, when the
 * file is damaged, too long to hold in part, or when the stream takes no more.
 */
export async function sendFile(options: SendOptions): Promise<Sent> {
  const { path, publish, onProgress, signal, now = Date.now } = options;
  const facts = await examine(path);
  const sent: Sent = { read: 0, sent: 0, failed: 0 };
  const eventsOf = fileEvents(path, facts, { ...options, receivedAt: new Date(now()).toISOString() });
  let bytesRead = 0;
  let batch: Outgoing[] = [];
  let batchBytes = 0;

  const flush = async () => {
    const { sent: taken, failed, left, because } = await publish(batch, now() + PATIENCE_MS);
    sent.sent += taken;
    sent.failed += failed;
    if (left.length > 0) throw new UserError(notTaken(path, sent, left, because));
    batch = [];
    batchBytes = 0;
    onProgress?.({ ...sent, share: bytesRead / facts.bytes });
  };

  try {
    const content = contentOf(path, facts, (bytes) => {
      bytesRead += bytes;
    });
    const { head, pieces } = await peek(content);
    for await (const record of recordsOf(pieces, options.format ?? formatOf(path, head), head)) {
      const events = eventsOf(record);
      sent.read += events.length;
      batch.push(...events);
      batchBytes += record.bytes.length;
      if (batch.length >= BATCH_EVENTS || batchBytes >= BATCH_BYTES) await flush();
      if (signal?.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedFile || error instanceof RecordTooLong)) throw error;
    await flush();
    throw new UserError(brokenOff(path, sent, error));
  }
  if (batch.length > 0) await flush();
  if (sent.read === 0 && !signal?.aborted)
    throw new UserError(`${path} holds no records: there is nothing to send.`);
  return sent;
}

/** The beginning as text, and all pieces; without the mark that some programs put before UTF-8. */
async function peek(
  content: AsyncGenerator<Buffer>,
): Promise<{ head: string; pieces: AsyncIterable<Buffer> }> {
  const { value, done } = await content.next();
  if (done) return { head: "", pieces: content };
  const first = value.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf)) ? value.subarray(3) : value;
  const pieces = (async function* () {
    yield first;
    yield* content;
  })();
  return { head: first.toString("utf8", 0, 64 * 1024), pieces };
}

const counted = ({ read, sent, failed }: Sent): string =>
  `${read} events were read, ${sent} sent${failed > 0 ? `, ${failed} failed` : ""}`;

/** What was sent already has the same ids when it is sent again. */
const AGAIN = "it does no harm to send a file again";

function brokenOff(path: string, sent: Sent, error: Error): string {
  if (error instanceof RecordTooLong)
    return `${path}: ${error.message}; ${counted(sent)}. Check that its format is the right one (--format).`;
  return `${path} is damaged or not complete (${error.message}); ${counted(sent)}. Get it once more and send it: ${AGAIN}.`;
}

function notTaken(
  path: string,
  sent: Sent,
  left: readonly Outgoing[],
  because = "no answer in time",
): string {
  const first = left[0]!;
  const what = `${left.length} events of ${path}, the first from record ${first.source.sequence_number},`;
  if (first.refused) {
    const { errors } = first.refused;
    return (
      `${what} cannot be mapped (${errors[0]?.message}) and there is no place for failed events: ` +
      "name a stack with --outputs, or check --mapping."
    );
  }
  return `${what} were not taken (${because}); ${counted(sent)}. Send it once more: ${AGAIN}.`;
}
