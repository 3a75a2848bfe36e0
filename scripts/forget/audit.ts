import { randomUUID } from "node:crypto";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { FORGOTTEN_PREFIX, type ForgottenAudit, type PendingSubject } from "../../shared/forget/audit.ts";
import { needlesOf } from "../../shared/forget/needles.ts";
import { tombstoneMark } from "../../shared/forget/tombstone.ts";
import type { Found } from "./found.ts";
import type { SubjectKind } from "./options.ts";
import type { StoredBucket } from "./stack.ts";
import type { Subject } from "./subject.ts";

/** A removal as it is written down: what was removed and when, and of whom only a mark that the stack's key makes. */
export interface Audit {
  /** Whom it is about: what is found now, and what an interrupted run knew. */
  readonly subject: Subject;
  /** Adds what is about to be removed, before it is. */
  removing(found: readonly Found[]): Promise<void>;
  finish(): Promise<void>;
}

/**
 * Goes on with the audit of a run that was interrupted: what that one was about to remove is in it already, so what is
 * found now of the same places is the rest of it.
 */
export async function openAudit(
  { store, remover }: StoredBucket,
  found: Subject,
  { kind, key, now }: { kind: SubjectKind; key: string; now: number },
): Promise<Audit> {
  const { id } = found;
  const mark = tombstoneMark(key, id);
  const open = await unfinished(store, mark);
  const audit: ForgottenAudit = open?.audit ?? {
    format: 1,
    mark,
    kind,
    started_at: new Date(now).toISOString(),
    removed: {},
  };
  const name = open?.key ?? `${FORGOTTEN_PREFIX}${randomUUID()}.json`;
  const subject = withPending(found, audit.pending);
  audit.pending = { ids: [...subject.needles.ids], shared: subject.shared, others: subject.others };
  const known = { ...audit.removed };
  let isFirst = true;
  const save = () =>
    store.put(name, Buffer.from(JSON.stringify(audit, null, 2)), { contentType: "application/json" });
  // Before anything is removed.
  await save();
  return {
    subject,
    async removing(found) {
      for (const { place, unit, count } of found) {
        const before = audit.removed[place]?.count ?? 0;
        const rest = isFirst ? Math.max(known[place]?.count ?? 0, count) : before + count;
        if (rest > 0) audit.removed[place] = { unit, count: rest };
      }
      isFirst = false;
      await save();
    },
    async finish() {
      audit.finished_at = new Date().toISOString();
      delete audit.pending;
      await save();
      await remover.removeEarlier(name);
    },
  };
}

function withPending(found: Subject, pending: PendingSubject | undefined): Subject {
  if (pending === undefined) return found;
  const shared = new Map([...found.shared, ...pending.shared].map((each) => [each.device, each]));
  return {
    id: found.id,
    needles: needlesOf([...found.needles.ids, ...pending.ids]),
    shared: [...shared.values()],
    others: [...new Set([...found.others, ...pending.others])],
  };
}

async function unfinished(store: ObjectStore, mark: string) {
  for await (const { key } of store.list(FORGOTTEN_PREFIX)) {
    const audit = JSON.parse(Buffer.from(await store.get(key)).toString("utf8")) as ForgottenAudit;
    if (audit.mark === mark && audit.finished_at === undefined) return { key, audit };
  }
  return undefined;
}
