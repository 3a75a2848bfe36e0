import type { SharedDevice } from "./condition.ts";

/** Where it is written down that somebody was forgotten, in the bucket of failed events. */
export const FORGOTTEN_PREFIX = "forgotten/";

/** Names of the places that the accounting asks for. */
export const ARCHIVE_PLACE = "archive";
export const PREDICTIONS_PLACE = "predictions";

export interface PendingSubject {
  ids: readonly string[];
  shared: readonly SharedDevice[];
  others: readonly string[];
  /** Objects that are written anew without their rows, by bucket: it may keep what they held before. */
  rewritten: Record<string, readonly string[]>;
  /** Places that are at work, and how much had been removed from each before. */
  removing: Record<string, number>;
}

/**
 * What was removed of somebody: no personal data once it is finished, and a mark that nobody can make without the stack's
 * key.
 */
export interface ForgottenAudit {
  format: 1;
  mark: string;
  kind: "person" | "device";
  /** ISO 8601. */
  started_at: string;
  /** Absent as long as something may be left. */
  finished_at?: string;
  /** Whom it is about, as long as something may be left: once their devices' logins are removed, nothing else says it. */
  pending?: PendingSubject;
  /** By place. */
  removed: Record<string, { unit: string; count: number }>;
}

/** What all audits together count of a place. */
export const removedFrom = (audits: readonly ForgottenAudit[], place: string): number =>
  audits.reduce((sum, { removed }) => sum + (removed[place]?.count ?? 0), 0);
