import type { Cut, IndexPages, Stretch } from "./index-pages.ts";
import type { IngestTime } from "./ingest-time.ts";
import type { SliceWork } from "./slice-work.ts";
import { freeSlices, planNext, planned } from "./slices.ts";
import { LEASE_MS } from "./turn.ts";

/**
 * Cuts slices for all invocations, each as soon as the one before it is cut, until so many are free or the stretch ends. One
 * invocation does so at a time: each slice begins where the one before ends.
 */
export async function cutAhead(
  { store, now }: SliceWork,
  pages: IndexPages,
  stretch: Stretch,
  first: Cut,
  ahead: number,
): Promise<void> {
  let own: number | undefined;
  let from: IngestTime | undefined = stretch.from;
  for (let cut = first; ; cut = await pages.cut({ from, to: stretch.to })) {
    const slice = { from, to: cut.to };
    const added = await store.change((progress, token) =>
      planNext(progress, slice, { token: own ?? token, until: now() + LEASE_MS }, now()),
    );
    // Another one is cutting.
    if (added === undefined) return;
    own ??= added.token;
    from = cut.to;
    if (cut.isLast || from === stretch.to || freeSlices(added.progress, now()) >= ahead) break;
  }
  const token = own;
  await store.change((progress) => planned(progress, token));
}
