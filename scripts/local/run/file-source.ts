import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import type { Publish } from "../../../shared/publish/publish.ts";
import { sendFile } from "../../send/send-file.ts";
import { outgoingKey } from "./identity.ts";
import type { Ledger } from "./ledger.ts";
import type { Room } from "./room.ts";
import type { EventSource } from "./source.ts";

/** A file as a source: read as fast as the stream takes it, mapped as `npm run send` maps it. */
export function fileSource(
  path: string,
  mapping: SourceMapping,
  into: Publish,
  { room, ledger }: { room: Room; ledger: Pick<Ledger, "onHandedOver"> },
): EventSource {
  let read = 0;
  /** An event that stands in the file once more is one event all the same. */
  let repeated = 0;
  const startedAt = Date.now();
  const stopping = new AbortController();
  const publish: Publish = async (events, deadline) => {
    await room(stopping.signal);
    for (const event of events) if (!ledger.onHandedOver(outgoingKey(event))) repeated += 1;
    return into(events, deadline);
  };
  const onProgress = (sent: { read: number }) => {
    read = sent.read - repeated;
  };
  const done = sendFile({ path, mapping, publish, signal: stopping.signal, onProgress }).then(onProgress);
  // A file that cannot be read is reported to whoever awaits the run, which may be a moment later.
  done.catch(() => {});
  return {
    get read() {
      return read;
    },
    malformed: [],
    malformedCount: 0,
    startedAt,
    done,
    async stop() {
      stopping.abort();
      await done.catch(() => {});
    },
  };
}
