import { randomUUID } from "node:crypto";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { FORGOTTEN_PREFIX, type ForgottenAudit, type PendingSubject } from "../../shared/forget/audit.ts";
import { needlesOf } from "../../shared/forget/needles.ts";
import { tombstoneMark } from "../../shared/forget/tombstone.ts";
import type { StoredBucket } from "./bucket.ts";
import type { Found } from "./found.ts";
import type { SubjectKind } from "./options.ts";
import type { Subject } from "./subject.ts";

interface AuditOf {
  kind: SubjectKind;
  /** Of marks. */
  key: string;
  /** Epoch ms. */
  now: number;
}

/**
 * A removal as it is written down: what was removed and when, and of whom only a mark that the stack's key makes. Until it is
 * finished it also says what whoever goes on with it has to know.
 */
export class Audit {
  /** Whom it is about: what is found now, and what an interrupted run knew. */
  readonly subject: Subject;
  /** Whether an earlier run began to remove and did not come to its end, so that some of it may be half done. */
  readonly isResumed: boolean;
  /** Objects that such a run began to write anew, by their buckets. */
  readonly rewritten: Readonly<Record<string, readonly string[]>>;
  readonly #bucket: StoredBucket;
  readonly #key: string;
  readonly #audit: ForgottenAudit;
  readonly #pending: PendingSubject;

  private constructor(bucket: StoredBucket, key: string, audit: ForgottenAudit, found: Subject) {
    const { pending } = audit;
    this.subject = withPending(found, pending);
    this.isResumed = pending !== undefined;
    this.rewritten = { ...pending?.rewritten };
    this.#bucket = bucket;
    this.#key = key;
    const { needles, shared, others } = this.subject;
    const { rewritten = {}, removing = {} } = pending ?? {};
    this.#pending = { ids: [...needles.ids], shared, others, rewritten, removing };
    this.#audit = { ...audit, pending: this.#pending };
  }

  /** Goes on with that of a run which was interrupted. It is written before anything is removed. */
  static async open(bucket: StoredBucket, found: Subject, { kind, key, now }: AuditOf): Promise<Audit> {
    const mark = tombstoneMark(key, found.id);
    const begun = await unfinished(bucket.store, mark);
    const started_at = new Date(now).toISOString();
    const content = begun?.audit ?? { format: 1, mark, kind, started_at, removed: {} };
    const audit = new Audit(bucket, begun?.key ?? `${FORGOTTEN_PREFIX}${randomUUID()}.json`, content, found);
    await audit.#save();
    return audit;
  }

  /** Before an object is written anew: what the bucket keeps of it from before has to go, too, whoever does it. */
  async rewriting(bucket: string, object: string): Promise<void> {
    const known = this.#pending.rewritten[bucket] ?? [];
    if (known.includes(object)) return;
    this.#pending.rewritten[bucket] = [...known, object];
    await this.#save();
  }

  /**
   * Counts what is about to be removed from a place, before it is: of a place at which a run was interrupted all of it is
   * counted already, and what is found there now is the rest of it.
   */
  async removing(found: RemovedFrom): Promise<void> {
    if (found.count === 0) return;
    this.#count(found);
    await this.#save();
  }

  /** It is, and this is how much it was. */
  async removed(gone: RemovedFrom): Promise<void> {
    this.#count(gone);
    delete this.#pending.removing[gone.place];
    if (gone.count > 0) await this.#save();
  }

  async finish(): Promise<void> {
    delete this.#audit.pending;
    await this.#save();
    // Those that say who it was. Until none is left it is not finished.
    await this.#bucket.remover.removeEarlier(this.#key);
    this.#audit.finished_at = new Date().toISOString();
    await this.#save();
  }

  #count({ place, unit, count }: RemovedFrom): void {
    const { removed } = this.#audit;
    const counted = removed[place]?.count ?? 0;
    const before = this.#pending.removing[place] ?? counted;
    if (count === 0) return;
    this.#pending.removing[place] = before;
    removed[place] = { unit, count: Math.max(counted, before + count) };
  }

  async #save(): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(this.#audit, null, 2));
    await this.#bucket.store.put(this.#key, bytes, { contentType: "application/json" });
  }
}

type RemovedFrom = Pick<Found, "place" | "unit" | "count">;

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
