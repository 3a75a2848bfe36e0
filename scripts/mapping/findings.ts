import { canonicalEvent } from "../../shared/event/canonical.ts";
import { heldToReceipt } from "../../shared/event/held-to-receipt.ts";
import { type RawEvent, rawFieldNames } from "../../shared/event/raw.ts";
import { validateEvent } from "../../shared/event/validate.ts";
import type { FieldError } from "../../shared/failure/failed-event.ts";
import { isObject, parseExact, textOf } from "../../shared/json/exact.ts";
import { rulesOf, type SourceMapping } from "../../shared/mapping/source-mapping.ts";
import type { Watch } from "../../shared/mapping/watch.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import { misfitsOf } from "../send/forecast.ts";
import { originOf, ruleText } from "./origin.ts";

/** How often something was seen, and how it looked the first time. */
export interface Tally {
  count: number;
  example: string;
}

export interface FailureFinding {
  count: number;
  /** Line of the file, or element of its list, that was the first. */
  first: string;
}

/** What a sample's documents became, in counts. */
export class Findings {
  events = 0;
  failed = 0;
  /** By attribute (or `metadata.` and a key), then by the origin of its values. */
  readonly attributes = new Map<string, Map<string, Tally>>();
  readonly properties = new Map<string, Tally>();
  /** Names as they are stored, by what the source calls them: how often. */
  readonly names = new Map<string, Map<string, Tally>>();
  readonly failures = new Map<string, FailureFinding>();
  /** By what is said of it: attributes that do not fit, and cost themselves alone. */
  readonly misfits = new Map<string, FailureFinding>();
  /** Rules that have found nothing so far, with their attribute. */
  readonly #idle: Map<string, { target: string; rule: string }>;

  constructor({ fields = {}, metadata = {}, properties = {} }: SourceMapping) {
    const named = [
      ...Object.entries(fields),
      ...Object.entries({ metadata, properties }).flatMap(([table, entries]) =>
        Object.entries(entries).map(([key, rules]) => [`${table}.${key}`, rules] as const),
      ),
    ];
    // A constant finds nothing only where the rules before it find something.
    const rules = named.flatMap(([target, rules]) =>
      rulesOf(rules).flatMap((rule, at) =>
        rule.constant === undefined ? [{ target, at, rule: ruleText(rule) }] : [],
      ),
    );
    this.#idle = new Map(rules.map((entry) => [key(entry), entry]));
  }

  get idleRules(): { target: string; rule: string }[] {
    return [...this.#idle.values()];
  }

  /** Takes what a rule found in a document. */
  readonly rule: Watch = (watched, outcome, document) => {
    if (outcome === undefined) return;
    this.#idle.delete(key(watched));
    if ("error" in outcome) return;
    this.#count(watched.target, originOf(watched.rule, outcome, document), outcome.value);
  };

  /** Takes an event as it would be sent. */
  event(outgoing: Outgoing): void {
    this.events += 1;
    const place = outgoing.source.sequence_number;
    const checked = checkedEvent(outgoing);
    if ("errors" in checked) {
      this.failed += 1;
      seen(this.failures, checked.errors.map(sentence).join("; "), place);
      return;
    }
    this.#valid(checked.event);
    for (const misfit of checked.misfits) seen(this.misfits, sentence(misfit), place);
  }

  #valid(raw: RawEvent): void {
    const { metadata = {}, properties = {}, ...event } = canonicalEvent(raw);
    for (const name of rawFieldNames) {
      const found = event[name as keyof typeof event];
      if (found !== undefined) this.#unlessRuled(name, found);
    }
    for (const [name, found] of Object.entries(metadata)) this.#unlessRuled(`metadata.${name}`, found);
    for (const [name, found] of Object.entries(properties)) tally(this.properties, name, found);
    const { event_name } = event;
    const called = (properties as Record<string, string>).event_name ?? event_name;
    tally(within(this.names, event_name), called, called);
  }

  /** What no rule gives comes from the document itself, or from the pipeline. */
  #unlessRuled(target: string, value: unknown): void {
    const origins = this.attributes.get(target);
    if (origins === undefined || origins.has(AS_IT_CAME)) this.#count(target, AS_IT_CAME, value);
  }

  #count(target: string, origin: string, value: unknown): void {
    tally(within(this.attributes, target), origin, value);
  }
}

/** The origin of an attribute that no rule gives. */
export const AS_IT_CAME = "";

const key = ({ target, at }: { target: string; at: number }): string => `${target}\n${at}`;

function within(counts: Map<string, Map<string, Tally>>, name: string): Map<string, Tally> {
  const inner = counts.get(name) ?? new Map<string, Tally>();
  counts.set(name, inner);
  return inner;
}

function seen(failures: Map<string, FailureFinding>, why: string, place: string): void {
  const known = failures.get(why);
  if (known === undefined) failures.set(why, { count: 1, first: place });
  else known.count += 1;
}

function tally(counts: Map<string, Tally>, name: string, example: unknown): void {
  const known = counts.get(name);
  if (known === undefined) counts.set(name, { count: 1, example: textOf(example) });
  else known.count += 1;
}

const noObject: FieldError = {
  path: "",
  expected: "a JSON object",
  actual: "",
  message: "the record is no JSON object",
};

/** The event that enrichment would take, or what it would say of it. */
function checkedEvent({
  refused,
  text,
}: Outgoing): { event: RawEvent; misfits: FieldError[] } | { errors: FieldError[] } {
  if (refused) return { errors: refused.errors };
  const value = parsed(text);
  if (value === undefined) return { errors: [noObject] };
  const validated = heldToReceipt(validateEvent(value), Date.now());
  if (!validated.valid) return { errors: validated.errors };
  return { event: validated.event, misfits: misfitsOf(value, validated.marks) };
}

/** Undefined for what is no JSON object. */
function parsed(text: string | Uint8Array): Record<string, unknown> | undefined {
  try {
    const value = parseExact(typeof text === "string" ? text : Buffer.from(text).toString());
    return isObject(value) ? value : undefined;
  } catch {
    // Not an error here: it goes on as it is, and ends as a failed event.
    return undefined;
  }
}

function sentence({ path, message, expected, actual }: FieldError): string {
  const place = path === "" ? "" : `${path.slice(1)}: `;
  // A missing value is described by the path that was looked for.
  const told = actual === "absent" ? expected : actual;
  return `${place}${message}${told === "" ? "" : ` (${told})`}`;
}
