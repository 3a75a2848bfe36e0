import type { Unwritten } from "../stream.ts";

/** A document as it is to stand in an index. */
export interface IndexedDocument {
  index: string;
  id: string;
  /** The one with the greater or the same number stays, in whichever order they come. */
  version: number;
  /** JSON, one line. */
  source: Uint8Array;
}

/**
 * Port to the indices. Sends again what was refused for the moment until the deadline (epoch ms), and returns what is not
 * there; what never will be is not `retriable`. Throws when the domain cannot be used at all.
 */
export interface DocumentIndex {
  write(documents: readonly IndexedDocument[], deadline: number): Promise<Unwritten<IndexedDocument>[]>;
}

/** Code of a document that is larger than a request to the domain may be. */
export const TOO_LARGE = "DocumentTooLarge";
