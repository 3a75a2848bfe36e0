import { eventsOfDocument } from "../../../functions/produce/document.ts";
import { parseExact } from "../../../shared/json/exact.ts";
import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import type { LocalAws } from "../aws/contract.ts";
import { type LocalElasticsearch, startElasticsearch } from "../elasticsearch/index.ts";
import type { EventSource } from "./event-source.ts";
import { fileSource } from "./file-source.ts";
import { type EventKey, identityOf, outgoingKey } from "./identity.ts";
import type { Ledger } from "./ledger.ts";
import { localPublish } from "./local-publish.ts";
import type { RunOptions } from "./options.ts";
import type { PackSettings, Places } from "./places.ts";
import { roomIn, roomInIndex } from "./room.ts";
import { shop } from "./shop.ts";

/** The Elasticsearch that the produce function reads: the user's own, or an index on loopback that a shop fills. */
export interface SourceIndex {
  url: string;
  index: string;
  ingestField: string;
  /** Whether the produce function's schedule runs. */
  polled: boolean;
  local: LocalElasticsearch | undefined;
  stop(): Promise<void>;
}

const INDEX = "clickstream";
const INGEST_FIELD = "ingested_at";

export async function startDocuments({ source }: RunOptions): Promise<SourceIndex> {
  const polled = source === "elasticsearch";
  const index = process.env.ELASTICSEARCH_INDEX ?? INDEX;
  const ingestField = process.env.INGEST_TIME_FIELD ?? INGEST_FIELD;
  const own = polled ? process.env.ELASTICSEARCH_URL : undefined;
  if (own !== undefined)
    return { url: own, index, ingestField, polled, local: undefined, stop: async () => {} };
  const local = await startElasticsearch({ port: 0, index, ingestField });
  return { url: local.url, index, ingestField, polled, local, stop: () => local.stop() };
}

/** Opens the source that the options name; its events begin to flow at once. */
export function openSource(
  options: RunOptions,
  mapping: SourceMapping,
  documents: SourceIndex,
  aws: LocalAws,
  places: Places,
  packs: PackSettings,
  ledger: Ledger,
): EventSource {
  const publish = localPublish(aws, places, packs);
  const room = roomIn(aws.kinesis.stream(places.rawStream), ledger, options.small);
  if (typeof options.source === "object") {
    const file = { path: options.source.file, mapping, encoding: options.encoding };
    return fileSource(file, publish, { room, ledger });
  }
  if (options.source === "none") return silentSource(0);
  const { local } = documents;
  if (options.source === "stream") {
    return shop(options, "bytes", async (events, closing) => {
      await room(closing);
      for (const event of events) ledger.onHandedOver(outgoingKey(event));
      const { left } = await publish(events, Number.MAX_SAFE_INTEGER);
      if (left.length > 0) throw new Error(`${left.length} events were not taken by the raw stream.`);
    });
  }
  // The user's own Elasticsearch: it is read, and nothing is written to it.
  if (local === undefined) return silentSource(undefined);
  const keysOf = documentKeys(mapping, documents.index);
  const indexRoom = roomInIndex(local, ledger, options.rate, options.small);
  return shop(options, "documents", async (events, closing) => {
    await room(closing);
    await indexRoom(closing);
    const texts = events.map(({ text }) => String(text));
    const ids = local.index(texts);
    for (const [at, text] of texts.entries())
      for (const key of keysOf(text, ids[at]!)) ledger.onHandedOver(key);
  });
}

/** The keys of the events that the produce function makes of a document; nearly always it is one, and complete. */
function documentKeys(mapping: SourceMapping, index: string): (text: string, id: string) => EventKey[] {
  const isEvent = mapping.passthrough === true;
  return (text, id) => {
    const { key, hasId } = identityOf(Buffer.from(text));
    if (isEvent && hasId) return [key];
    const document = parseExact(text) as Record<string, unknown>;
    const hit = { index, id, ingestedAt: "1970-01-01T00:00:00.000Z", document, sort: [] };
    return eventsOfDocument(mapping, hit).map(outgoingKey);
  };
}

/** The run itself hands nothing over: what comes is sent beside it or polled, so its end is Ctrl-C. */
function silentSource(read: 0 | undefined): EventSource {
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stop = async () => finish();
  return { read, malformed: [], malformedCount: 0, startedAt: Date.now(), done, stop };
}
