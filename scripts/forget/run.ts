import { setTimeout as sleep } from "node:timers/promises";
import { forgettingTables } from "../../shared/forget/tables.ts";
import { tombstoneMark } from "../../shared/forget/tombstone.ts";
import { addTombstones, FORGOTTEN_REFRESH_MS } from "../../shared/redis/forgotten.ts";
import { openAudit } from "./audit.ts";
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

const FAILED_PREFIX = "failed/";
const ERRORS_PREFIX = "errors/";
const REDIS_MS = 30_000;
/** Rounds of removal: what was under way when the first began is removed by the next. */
const MAX_ROUNDS = 3;

/**
 * Finds everything that a stack holds of somebody; with `apply` it first sees to it that nothing of it is taken again, then
 * removes it, and looks again. Every step may be repeated: a run that was interrupted goes on with what is left.
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
  const audit = await openAudit(stack.failed, known, { kind, key: stack.key, now: at });
  const { subject } = audit;
  const places = placesOf(stack, subject);
  const found = await findAll(places, say);
  const tombstones = [...subject.needles.ids].map((each) => ({ mark: tombstoneMark(stack.key, each), at }));
  await addTombstones(stack.redis, tombstones, now() + REDIS_MS);
  say("Nothing of it is taken again from now on; waiting until every function knows …");
  await sleep(waitMs);
  let left = await findAll(places, () => {});
  for (let round = 1; round <= MAX_ROUNDS && totalFound(left) > 0; round += 1) {
    await audit.removing(left);
    for (const place of places) {
      say(`removing from ${place.name} …`);
      await place.remove();
    }
    left = await findAll(places, () => {});
  }
  if (totalFound(left) === 0) await audit.finish();
  return { subject, found, left };
}

/**
 * Documents to explore come before the archive, which knows more of them than their own fields tell. Session states last: without its archive nobody would know the devices of a person any more.
 */
function placesOf(stack: ForgettingStack, subject: Subject): ForgettingPlace[] {
  const { archive, failed, results, explored } = stack;
  const { needles } = subject;
  const tables = forgettingTables.map((table) =>
    table.kind === "iceberg"
      ? icebergRows(table, subject, stack.ask)
      : landingFiles({ ...archive, subject, keys: () => stack.filesOf(subject) }),
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
