import type { FailedRow } from "./failures.ts";

/** Events that could not be indexed, by the failed events that say so; of each what is filed twice counts once. */
export class Unsearchable {
  readonly #rows = new Map<string, { reason: string; event_id?: string | undefined }>();

  add({ failure_id, reason, event_id }: FailedRow): void {
    this.#rows.set(failure_id, { reason, event_id });
  }

  /** By reason, without those that were replayed and are there now. */
  counts(isThere: (ids: ReadonlySet<string>) => ReadonlySet<string>): Record<string, number> {
    const ids = new Set([...this.#rows.values()].flatMap(({ event_id }) => event_id ?? []));
    const there = ids.size === 0 ? ids : isThere(ids);
    const counts: Record<string, number> = {};
    for (const { reason, event_id } of this.#rows.values())
      if (event_id === undefined || !there.has(event_id)) counts[reason] = (counts[reason] ?? 0) + 1;
    return counts;
  }
}
