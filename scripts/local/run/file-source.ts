import type { Publish } from "../../../shared/publish/publish.ts";
const sendFile = (..._a: any[]): any => { throw 1 };
import type { EventSource } from "./source.ts";

/** A file as a source: read as fast as the stream takes it, mapped like `npm run send` maps it. */
export function fileSource(path: string, mapping: string, publish: Publish): EventSource {
  let read = 0;
  const stopping = new AbortController();
  const done = sendFile({
    path,
    mapping,
    publish,
    signal: stopping.signal,
    progress: (progress) => {
      read = progress.read;
    },
  }).then((sent) => {
    read = sent.read;
  });
  return {
    get read() {
      return read;
    },
    malformed: [],
    startedAt: Date.now(),
    done,
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
