import { type IndexDefinition, LocalIndex } from "./local-index.ts";
import { PointsInTime } from "./points-in-time.ts";
import { SearchError } from "./search-error.ts";

export interface ClusterOptions {
  ingestField: string;
  ingestType: IndexDefinition["ingestType"];
  /** Nanoseconds since 1970. */
  now: () => bigint;
}

/** The indices by name, as one node holds them. */
export class Cluster {
  readonly points = new PointsInTime();
  readonly #options: ClusterOptions;
  readonly #indices = new Map<string, LocalIndex>();

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  create(name: string): LocalIndex {
    if (this.#indices.has(name))
      throw new SearchError(400, "resource_already_exists_exception", `index [${name}] already exists`);
    const { ingestField, ingestType } = this.#options;
    const index = new LocalIndex({ name, ingestField, ingestType });
    this.#indices.set(name, index);
    return index;
  }

  has(name: string): boolean {
    return this.#indices.has(name);
  }

  index(name: string): LocalIndex {
    const index = this.#indices.get(name);
    if (!index) throw new SearchError(404, "index_not_found_exception", `no such index [${name}]`);
    return index;
  }

  /** A document that is written to an index that is not there makes the index. */
  indexOrNew(name: string): LocalIndex {
    return this.#indices.get(name) ?? this.create(name);
  }

  delete(name: string): void {
    this.index(name);
    this.#indices.delete(name);
  }

  refresh(): void {
    for (const index of this.#indices.values()) index.refresh();
  }

  now(): bigint {
    return this.#options.now();
  }
}
