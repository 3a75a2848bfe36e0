import type { IndexedDocument } from "../../shared/search/document-index.ts";

/** A document of an event with nothing in it; the test says only what matters to it. */
export const indexedDocument = (id: string, override: Partial<IndexedDocument> = {}): IndexedDocument => ({
  index: "events-2026-03-04",
  id,
  version: 1,
  source: Buffer.from(JSON.stringify({ event_id: id })),
  ...override,
});
