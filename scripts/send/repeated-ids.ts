import { crc32 } from "node:zlib";
import type { Outgoing } from "../../shared/publish/publish.ts";

/** Ids of a file that are remembered: what is held in memory does not depend on the file. */
const REMEMBERED = 50_000;

/**
 * Finds events with the id of another one that says something else, such as the number of a product: of an id one event
 * counts, and the others would pass for the same one that came again.
 */
export class RepeatedIds {
  readonly #seen = new Map<string, { content: number; place: string }>();

  /** Where the other event stood; undefined of an event whose id is its own, as far as is remembered. */
  before({ event_id, text, refused }: Outgoing, place: string): string | undefined {
    if (event_id === undefined || refused !== undefined) return undefined;
    const content = crc32(text);
    const other = this.#seen.get(event_id);
    if (other !== undefined) return other.content === content ? undefined : other.place;
    if (this.#seen.size < REMEMBERED) this.#seen.set(event_id, { content, place });
    return undefined;
  }
}
