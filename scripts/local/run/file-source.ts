import type { Publish } from "../../../shared/publish/publish.ts";
import { Endings } from "../../send/endings.ts";
import { type SendOptions, sendFile } from "../../send/send-file.ts";
import { NotSentWhole, type SendCounts } from "../../send/sent.ts";
import type { EventSource } from "./event-source.ts";
import { outgoingKey } from "./identity.ts";
import type { Ledger } from "./ledger.ts";
import type { Room } from "./room.ts";

/** A file as a source: read as fast as the stream takes it, mapped as `npm run send` maps it. */
export function fileSource(
  file: Pick<SendOptions, "path" | "mapping" | "encoding">,
  into: Publish,
  { room, ledger }: { room: Room; ledger: Pick<Ledger, "onHandedOver"> },
): EventSource {
  let read = 0;
  /** An event that stands in the file once more is one event all the same. */
  let repeated = 0;
  let endings = new Endings();
  let incomplete: string | undefined;
  const startedAt = Date.now();
  const stopping = new AbortController();
  const publish: Publish = async (events, deadline) => {
    await room(stopping.signal);
    for (const event of events) if (!ledger.onHandedOver(outgoingKey(event))) repeated += 1;
    return into(events, deadline);
  };
  const onProgress = (sent: SendCounts) => {
    read = sent.read - repeated;
    endings = sent.endings;
  };
  const done = sendFile({ ...file, publish, signal: stopping.signal, onProgress }).then(
    onProgress,
    (error) => {
      if (!(error instanceof NotSentWhole)) throw error;
      // What was read of it is on its way and is accounted for.
      onProgress(error.sent);
      incomplete = error.message;
    },
  );
  // A file that cannot be read is reported to whoever awaits the run, which may be a moment later.
  done.catch(() => {});
  return {
    get read() {
      return read;
    },
    get endings() {
      return endings;
    },
    get incomplete() {
      return incomplete;
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
