import type { Failure, FailureSink } from "../../../shared/failure/failed-event.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import type { Outgoing } from "../../../shared/publish/publish.ts";
import type { OutRecord, StreamSink, Unwritten } from "../../../shared/stream.ts";

/** An event of u-1 that came from line 1 of a file. */
export function outgoing(override: Partial<Outgoing> & { line?: number } = {}): Outgoing {
  const { line = 1, ...rest } = override;
  return {
    text: `{"event_id":"e-${line}"}`,
    device: "u-1",
    event_id: `e-${line}`,
    source: {
      stream: "file:events.ndjson",
      shard_id: "",
      sequence_number: String(line),
      subsequence_number: 0,
      arrival_time: "2026-03-04T10:00:00.000Z",
    },
    ...rest,
  };
}

export interface MemoryStream extends StreamSink {
  records: OutRecord[];
  /** Every event on the stream, in order. */
  texts(): string[];
  /** Decides what is refused, by record. */
  refuse: (record: OutRecord) => Omit<Unwritten<OutRecord>, "item"> | undefined;
}

/** A stream in memory: what it does not refuse, it has acknowledged. */
export function memoryStream(): MemoryStream {
  const stream: MemoryStream = {
    records: [],
    refuse: () => undefined,
    texts: () => stream.records.flatMap(({ data }) => unpackedLines(data)),
    async put(records) {
      const unwritten: Unwritten<OutRecord>[] = [];
      for (const item of records) {
        const refusal = stream.refuse(item);
        if (refusal) unwritten.push({ item, ...refusal });
        else stream.records.push(item);
      }
      return unwritten;
    },
  };
  return stream;
}

export function unpackedLines(data: Uint8Array): string[] {
  const unpacked = unpackRecord(data);
  if (!unpacked.ok) throw new Error(unpacked.message);
  return unpacked.entries.map((entry) => Buffer.from(entry).toString());
}

export interface MemoryFailures extends FailureSink {
  taken: Failure[];
  refuse: (failure: Failure) => boolean;
}

export function memoryFailures(): MemoryFailures {
  const sink: MemoryFailures = {
    taken: [],
    refuse: () => false,
    async publish(failures) {
      const refused = failures.filter(sink.refuse);
      sink.taken.push(...failures.filter((failure) => !refused.includes(failure)));
      return refused;
    },
  };
  return sink;
}
