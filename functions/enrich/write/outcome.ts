import { BoundedCache } from "../../../shared/bounded-cache.ts";
import type { EventMarks } from "../../../shared/event/given.ts";
import { noMarks } from "../../../shared/event/validate.ts";
import type { LookUpStatus } from "../../../shared/redis/facts.ts";
import { fragment } from "./fragment.ts";
import { escaped, TabReader } from "./tabbed.ts";

/** How enrichment went for an event, and which version of the pipeline did it: the same for nearly all events. */
export interface EnrichOutcome {
  /**
   * As it is remembered, but for what stands on the event's own line (`event-look-up.ts`): `geo:ok,session:stale`, a tab
   * and the version.
   */
  text: string;
  /** The same with a tab before it. */
  packed: Uint8Array;
  /** The fields that end a line, with the brace that closes it. */
  json: Uint8Array;
  /** Step → how it went, where it had something to do; attribute → `invalid` or `cut`, where it did not fit. */
  status: Readonly<Record<string, string>>;
}

/**
 * How the session's values came about. `stale`: from a state that may lack what Redis has lost; `index_stale`: that
 * goes for `session_index` alone.
 */
const sessionSteps = {
  ok: { session: "ok" },
  stale: { session: "stale" },
  missing: { session: "missing" },
  index_stale: { session: "ok", session_index: "stale" },
};
export type SessionStatus = keyof typeof sessionSteps;

/** How person_id came about. `stale`: the device may have been linked to another user, in a write that Redis has lost. */
export type PersonStatus = "ok" | "stale" | "missing";

/** Compared one by one: a search in a list is a call, several an event. */
const sessionRank = (session: SessionStatus): number =>
  session === "ok" ? 0 : session === "stale" ? 1 : session === "missing" ? 2 : 3;

/** One of three. */
const personRank = (person: PersonStatus): number => (person === "ok" ? 0 : person === "stale" ? 1 : 2);

/** One of five. */
const lookUpRank = (status: LookUpStatus | undefined): number =>
  status === undefined ? 0 : status === "ok" ? 1 : status === "stale" ? 2 : status === "missing" ? 3 : 4;

/** Outcomes by their key or their text: there are far fewer than this. */
const KEPT = 4_096;
const KEPT_MARKED = 64;

/** The outcomes of one version of the pipeline. */
export class Outcomes {
  readonly #lookUps: readonly string[];
  readonly #version: string;
  readonly #byKey = new BoundedCache<EnrichOutcome, number>(KEPT);
  readonly #byMarks = new WeakMap<EventMarks, BoundedCache<EnrichOutcome, number>>();
  readonly #byText = new BoundedCache<EnrichOutcome>(KEPT);
  readonly #also = new WeakMap<EnrichOutcome, Record<string, EnrichOutcome>>();

  /** @param lookUps names of the look-up steps, in their order */
  constructor(lookUps: readonly string[], version: string) {
    this.#lookUps = lookUps;
    this.#version = version;
  }

  /**
   * @param lookUps how each look-up step went; undefined where the event had nothing to look up; what stands behind
   * the last step is not looked at
   * @param failed names of other steps that failed
   * @param marks which attributes did not fit, and which facts the source gave
   */
  of(
    lookUps: readonly (LookUpStatus | undefined)[],
    person: PersonStatus,
    session: SessionStatus,
    failed: readonly string[],
    marks: EventMarks,
  ): EnrichOutcome {
    if (failed.length > 0) return this.#make(lookUps, person, session, failed, marks);
    let key = sessionRank(session) * 3 + personRank(person);
    for (let each = 0; each < this.#lookUps.length; each += 1) key = key * 5 + lookUpRank(lookUps[each]);
    const byKey = marks === noMarks ? this.#byKey : this.#markedBy(marks);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const made = this.#make(lookUps, person, session, failed, marks);
    byKey.set(key, made);
    return made;
  }

  /** Those of events that brought the same facts, whose marks are one object. */
  #markedBy(marks: EventMarks): BoundedCache<EnrichOutcome, number> {
    let byKey = this.#byMarks.get(marks);
    if (byKey === undefined) {
      byKey = new BoundedCache<EnrichOutcome, number>(KEPT_MARKED);
      this.#byMarks.set(marks, byKey);
    }
    return byKey;
  }

  /** The same, and how a look-up went that is remembered with the event itself: neither text says it. */
  also(outcome: EnrichOutcome, step: string, how: LookUpStatus): EnrichOutcome {
    let known = this.#also.get(outcome);
    if (known === undefined) {
      known = {};
      this.#also.set(outcome, known);
    }
    const entry = `${step}:${how}`;
    let made = known[entry];
    if (made === undefined) {
      const status = { ...outcome.status, [step]: how };
      made = { ...outcome, status, json: fragment(jsonOf(status, versionIn(outcome.text))) };
      known[entry] = made;
    }
    return made;
  }

  /** The outcome of an event that was applied before, from the text that was written then; undefined where it is none. */
  before(text: string): EnrichOutcome | undefined {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    return OUTCOME.test(text) ? this.#ofText(text) : undefined;
  }

  #ofText(text: string): EnrichOutcome {
    const made = this.#byText.get(text) ?? outcomeOf(text);
    this.#byText.set(text, made);
    return made;
  }

  #make(
    lookUps: readonly (LookUpStatus | undefined)[],
    person: PersonStatus,
    session: SessionStatus,
    failed: readonly string[],
    marks: EventMarks,
  ): EnrichOutcome {
    const steps = [
      ...this.#lookUps.flatMap((name, at) => (lookUps[at] === undefined ? [] : [[name, lookUps[at]]])),
      ...failed.map((name) => [name, "error"]),
    ];
    const status = { ...Object.fromEntries(steps), person, ...sessionSteps[session], ...marks };
    return this.#ofText(outcomeText(status, this.#version));
  }
}

/** Steps and how they went, a tab and a version. */
const OUTCOME = /^\w+:\w+(,\w+:\w+)*\t[^\t\n]*$/;

/** The text of an outcome. */
const outcomeText = (status: Readonly<Record<string, string>>, version: string): string =>
  `${Object.entries(status)
    .map(([step, how]) => `${step}:${how}`)
    .join()}\t${escaped(version)}`;

function outcomeOf(text: string): EnrichOutcome {
  const reader = new TabReader(text);
  const steps = reader.raw().split(",");
  const status = Object.fromEntries(steps.map((step) => step.split(":")));
  return { text, packed: fragment(`\t${text}`), json: fragment(jsonOf(status, reader.text())), status };
}

const jsonOf = (status: EnrichOutcome["status"], version: string): string =>
  `,"enrichment_status":${JSON.stringify(status)},"pipeline_version":${JSON.stringify(version)}}`;

/** The version of an outcome's text. */
function versionIn(text: string): string {
  const reader = new TabReader(text);
  reader.raw();
  return reader.text();
}
