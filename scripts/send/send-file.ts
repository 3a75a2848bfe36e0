import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import type { Outgoing, Publish } from "../../shared/publish/publish.ts";
import { UserError } from "../user-error.ts";
import { DamagedFile } from "./damaged-file.ts";
import { Endings } from "./endings.ts";
import { fileEvents, placeInFile } from "./file-events.ts";
import { forecast } from "./forecast.ts";
import type { FileFormat } from "./format.ts";
import { type OpenedFile, openFile } from "./open-file.ts";
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

/**
 * Puts every record of a file on the raw stream. Throws a `NotSentWhole` when the file is damaged, too long to hold in
 * part, or when the stream takes no more, and a `UserError` for a file that cannot be read at all.
 */
export const sendFile = async (options: SendOptions): Promise<SendCounts> =>
  sendRecords(await openFile(options.path, options), options);

/** The same for a file that is open. */
export async function sendRecords(file: OpenedFile, options: SendOptions): Promise<SendCounts> {
  const { path, signal, failedPath = true, now = Date.now } = options;
  const sending = new Sending(file, options, now);
  const receivedAt = new Date(now()).toISOString();
  const { facts, encoding } = file;
  const eventsOf = fileEvents(path, facts, { ...options, receivedAt, encoding, failedPath });
  try {
    for await (const record of file.records) {
      for (const event of eventsOf(record)) sending.add(event);
      await sending.flushIfFull(record.bytes.length);
      if (signal?.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedFile || error instanceof RecordTooLong)) throw error;
    await sending.flush();
    throw new NotSentWhole(brokenOff(path, sending.counts, error), sending.counts);
  }
  await sending.flushRest();
  const { counts } = sending;
  const leftover = file.leftover();
  if (leftover !== undefined) throw new NotSentWhole(brokenOff(path, counts, leftover), counts);
  if (counts.read === 0 && !signal?.aborted)
    throw new UserError(`${path} holds no records: there is nothing to send.`);
  return counts;
}

/** Events on their way to the stream, a batch at a time, and what became of those before them. */
class Sending {
  readonly counts: SendCounts = { read: 0, sent: 0, failed: 0, endings: new Endings() };
  readonly #file: OpenedFile;
  readonly #options: SendOptions;
  readonly #now: () => number;
  readonly #repeated = new RepeatedIds();
  #batch: Outgoing[] = [];
  #batchBytes = 0;

  constructor(file: OpenedFile, options: SendOptions, now: () => number) {
    this.#file = file;
    this.#options = options;
    this.#now = now;
  }

  add(event: Outgoing): void {
    const { endings } = this.counts;
    const { cause, misfits } = forecast(event, this.#now());
    const place = placeInFile(event);
    if (cause !== undefined) endings.add(cause, place);
    for (const misfit of misfits ?? []) endings.keep(misfit, place);
    const before = this.#repeated.before(event, place);
    if (before !== undefined) endings.repeat(place, before);
    this.counts.read += 1;
    this.#batch.push(event);
  }

  /** @param bytes of the record whose events were added */
  async flushIfFull(bytes: number): Promise<void> {
    this.#batchBytes += bytes;
    if (this.#batch.length >= BATCH_EVENTS || this.#batchBytes >= BATCH_BYTES) await this.flush();
  }

  async flushRest(): Promise<void> {
    if (this.#batch.length > 0) await this.flush();
  }

  /** Throws a `NotSentWhole` for what the stream does not take. */
  async flush(): Promise<void> {
    const { path, publish, onProgress } = this.#options;
    const { sent, failed, left, because } = await publish(this.#batch, this.#now() + PATIENCE_MS);
    this.counts.sent += sent;
    this.counts.failed += failed;
    if (left.length > 0) throw new NotSentWhole(notTaken(path, this.counts, left, because), this.counts);
    this.#batch = [];
    this.#batchBytes = 0;
    onProgress?.({ ...this.counts, share: this.#file.share() });
  }
}
