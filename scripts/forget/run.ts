import { setTimeout as sleep } from "node:timers/promises";
import { ERRORS_PREFIX, FAILED_PREFIX } from "../../shared/failure/prefixes.ts";
import { forgettingTables } from "../../shared/forget/tables.ts";
import { tombstoneMark } from "../../shared/forget/tombstone.ts";
import { addTombstones, FORGOTTEN_REFRESH_MS } from "../../shared/redis/forgotten.ts";
import { Audit } from "./audit.ts";
import { noted, type StoredBucket } from "./bucket.ts";
import { failedRows } from "./failed-rows.ts";
import type { ForgettingPlace, Found } from "./found.ts";
import { icebergRows } from "./iceberg.ts";
import { indexedDocuments } from "./indexed-documents.ts";
import { landingFiles } from "./landing.ts";
import type { ForgetCommand } from "./options.ts";
import { predictionItems } from "./predictions.ts";
import type { ForgettingStack } from "./stack.ts";
import { sessionStates } from "./states.ts";
import { type Subject, subjectOf } from "./subject.ts";
import { deliveryErrors, queryResults } from "./texts.ts";

export interface ForgetOutcome {
  subject: Subject;
  /** What was found at first, and what is left. */
  found: readonly Found[];
  left: readonly Found[];
}

export interface ForgetOptions {
  say(line: string): void;
  /** Until every function knows of the tombstones, ms. */
  waitMs?: number;
  now?(): number;
}

const REDIS_MS = 30_000;
/** Rounds of removal: what was under way when the first began is removed by the next. */
const MAX_ROUNDS = 3;

/**
 * Finds everything that a stack holds of somebody; with `apply` it first sees to it that nothing of it is taken again, then
 * removes it, and looks again. It may be ended at any moment: a run that was interrupted goes on with what is left.
 */
export async function forget(
  stack: ForgettingStack,
  { kind, id, apply }: Pick<ForgetCommand, "kind" | "id" | "apply">,
  { say, waitMs = FORGOTTEN_REFRESH_MS + 1_000, now = Date.now }: ForgetOptions,
): Promise<ForgetOutcome> {
  const known = await subjectOf(kind, id, stack.ask);
  if (!apply) {
    const found = await findAll(placesOf(stack, known), say);
    return { subject: known, found, left: found };
  }
  const at = now();
  const audit = await Audit.open(stack.failed, known, { kind, key: stack.key, now: at });
  const { subject } = audit;
  const places = placesOf(notedBuckets(stack, audit), subject);
  const found = await findAll(places, say);
  const tombstones = [...subject.needles.ids].map((each) => ({ mark: tombstoneMark(stack.key, each), at }));
  await addTombstones(stack.redis, tombstones, now() + REDIS_MS);
  say("Nothing of it is taken again from now on; waiting until every function knows …");
  await sleep(waitMs);
  await removeEarlier(stack, audit);
  let left = await findAll(places, () => {});
  // What an interrupted run deleted may be out of a search's sight and still be there, as rows of Iceberg are until VACUUM.
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (totalFound(left) === 0 && !(round === 0 && audit.isResumed)) break;
    for (const [at, place] of places.entries()) {
      say(`removing from ${place.name} …`);
      await removeFrom(place, left[at]!, audit);
    }
    left = await findAll(places, () => {});
  }
  if (totalFound(left) === 0) await audit.finish();
  return { subject, found, left };
}

async function removeFrom(place: ForgettingPlace, found: Found, audit: Audit): Promise<void> {
  await audit.removing(found);
  const count = (await place.remove()) ?? found.count;
  await audit.removed({ ...found, count });
}

/** What is written anew is noted, as buckets may keep what it held before. */
function notedBuckets(stack: ForgettingStack, audit: Audit): ForgettingStack {
  const withNotes = (bucket: StoredBucket) =>
    noted(bucket, (key) => audit.rewriting(bucket.store.bucket, key));
  return { ...stack, archive: withNotes(stack.archive), failed: withNotes(stack.failed) };
}

/** A run that ended between the writing of an object and the removal of what it held before left that behind. */
async function removeEarlier({ archive, failed }: ForgettingStack, { rewritten }: Audit): Promise<void> {
  for (const { store, remover } of [archive, failed])
    for (const key of rewritten[store.bucket] ?? []) await remover.removeEarlier(key);
}

/**
 * Documents to explore come before the archive, which knows more of them than their own fields tell. Whose the devices are is
 * written down before anything is removed, so the order does not matter to that.
 */
function placesOf(stack: ForgettingStack, subject: Subject): ForgettingPlace[] {
  const { archive, failed, results, explored, work } = stack;
  const { needles } = subject;
  const tables = forgettingTables.map((table) =>
    table.kind === "iceberg"
      ? icebergRows(table, subject, stack.ask)
      : landingFiles({ ...archive, subject, keys: () => stack.filesOf(subject), work }),
  );
  return [
    failedRows({ ...failed, needles, prefix: FAILED_PREFIX }),
    deliveryErrors({ ...archive, name: "delivery errors", needles, prefix: ERRORS_PREFIX }),
    queryResults({ ...results, name: "query results", needles, prefix: "" }),
    ...(explored ? [indexedDocuments(explored, subject, stack.ask)] : []),
    predictionItems(stack.predictions, subject),
    sessionStates(stack.redis, stack.lanes, subject),
    ...tables,
  ];
}

async function findAll(places: readonly ForgettingPlace[], say: (line: string) => void): Promise<Found[]> {
  const found: Found[] = [];
  for (const place of places) {
    say(`looking into ${place.name} …`);
    found.push(await place.find());
  }
  return found;
}

export const totalFound = (found: readonly Found[]): number =>
  found.reduce((sum, { count }) => sum + count, 0);
