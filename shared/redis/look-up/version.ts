import type { Fetched } from "../fetch.ts";

/**
 * A set is what one load replaces as a whole: a table, or one family of addresses of a table of ranges. Its keys begin
 * with its name and a colon. A load writes them under a version, and then says in one key which version is read, so that
 * no look-up sees half of it. Without that key a set is read as it stands, without a version.
 */
export const versionKey = (set: string): string => `version:${set}`;

/** Key of a set's entry in a version; "" is none. */
export const keyIn = (version: string, key: string): string => (version === "" ? key : `${version}/${key}`);

/** Letters, digits and nothing that a pattern of keys takes for more. */
export const VERSION_FORM = /^[a-z0-9]{1,32}$/;

/** How often a reader asks which version holds, ms: so long after a load the last one reads it. */
export const ASK_EVERY_MS = 30_000;

/** Which version of each set this process reads. */
export class SetVersions {
  readonly #sets: readonly string[];
  readonly #versions = new Map<string, string>();
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(sets: readonly string[]) {
    this.#sets = sets;
  }

  /** Whether the versions are known: before that no key is. */
  get isKnown(): boolean {
    return this.#versions.size === this.#sets.length;
  }

  /** Keys to be fetched, if it is time to ask again; `at` in epoch ms. */
  asked(at: number): readonly string[] {
    const isDue = !this.isKnown || at - this.#askedAt >= ASK_EVERY_MS;
    return isDue ? this.#sets.map(versionKey) : [];
  }

  /** Takes what was stored under the asked keys; returns the sets that have another version than before. */
  settle(fetched: readonly Fetched[], at: number): string[] {
    const changed: string[] = [];
    for (const [index, set] of this.#sets.entries()) {
      const stored = fetched[index];
      // Out of reach: what was known still holds, and is asked for again.
      if (stored === undefined) continue;
      const text = stored?.toString() ?? "";
      const version = VERSION_FORM.test(text) ? text : "";
      const before = this.#versions.get(set);
      this.#versions.set(set, version);
      if (before !== undefined && before !== version) changed.push(set);
    }
    if (!fetched.includes(undefined)) this.#askedAt = at;
    return changed;
  }

  /** An entry's key in the version that holds. */
  keyOf(key: string): string {
    const set = this.#sets.find((each) => key.startsWith(`${each}:`));
    return keyIn(this.#versions.get(set ?? "") ?? "", key);
  }
}
