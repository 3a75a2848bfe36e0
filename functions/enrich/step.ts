import type Type from "typebox";
import type { FieldsOf, StepName, stepFields } from "../../shared/event/enriched.ts";
import type { RawEvent, rawFields } from "../../shared/event/raw.ts";
import type { EnrichRules } from "./rules.ts";

/** What a step of enrichment may be. Each gives exactly the fields that the schema has for it, as values and not as bytes. */
export type Step = TextStep | LookUpStep | PlainStep | SessionStep | ContentStep;

export type AttributeName = keyof typeof rawFields;
/** A field that an earlier step gives. */
export type GivenName = { [Name in StepName]: keyof FieldsOf<Name> }[StepName] & string;

/** A value of each of the step's fields; undefined, and not merely left out, where it is not known. */
export type Values<Name extends StepName> = {
  [Field in keyof FieldsOf<Name>]: Type.Static<FieldsOf<Name>[Field] & Type.TSchema> | undefined;
};

/** Nothing but what is asked for: an excess field would be no error by itself, and would never be written. */
type Exactly<Wanted, Given extends Wanted> = Given & Record<Exclude<keyof Given, keyof Wanted>, never>;

/** Fields that follow from one attribute, which is text: what they are is kept by the text, for pages and agents repeat. */
export interface TextStep {
  kind: "text";
  name: StepName;
  reads: AttributeName;
  /** A text field of an earlier step that they depend on, too. */
  after?: GivenName;
  /**
   * Time that it may take for one text, ms; any, where it is left out. A pause of the whole process counts as well, so
   * only code that nobody here vouches for should have a limit.
   */
  limitMs?: number;
  of(text: string, after: string | undefined): Record<string, unknown>;
}

export function textStep<Name extends StepName, Given extends Values<Name>>(
  name: Name,
  step: {
    reads: AttributeName;
    after?: GivenName;
    limitMs?: number;
    of(text: string, after: string | undefined): Exactly<Values<Name>, Given>;
  },
): TextStep & { name: Name } {
  return { kind: "text", name, ...step };
}

/** Fields of what a look-up table has for one attribute of the event. */
export interface LookUpStep {
  kind: "look-up";
  name: StepName;
  reads: AttributeName;
  /** Name of the table; see `shared/redis/tables.ts`. */
  table: string;
  of(found: object): Record<string, unknown>;
}

export function lookUpStep<Found extends object, Name extends StepName, Given extends Values<Name>>(
  name: Name,
  step: { reads: AttributeName; table: string; of(found: Found): Exactly<Values<Name>, Given> },
): LookUpStep & { name: Name } {
  return { kind: "look-up", name, ...step, of: (found) => step.of(found as Found) };
}

/** What a plain step may know of an event. All times are epoch ms. */
export interface PlainEvent {
  event: Pick<RawEvent, "timezone">;
  eventTime: number;
  receivedAt: number;
}

/** And of its batch. */
export interface PlainBatch {
  now: number;
  rules: EnrichRules;
}

/** Fields that depend on the clock or the rules: instants (epoch ms), numbers and flags, remembered with the user's state. */
export interface PlainStep {
  kind: "plain";
  name: StepName;
  /** A text field of a look-up that they depend on, too. */
  after?: GivenName;
  of(
    event: PlainEvent,
    batch: PlainBatch,
    after: string | undefined,
  ): Record<string, number | boolean | undefined>;
}

type PlainValues<Name extends StepName> = { [Field in keyof FieldsOf<Name>]: number | boolean | undefined };

export function plainStep<Name extends StepName, Given extends PlainValues<Name>>(
  name: Name,
  step: {
    after?: GivenName;
    of(event: PlainEvent, batch: PlainBatch, after: string | undefined): Exactly<PlainValues<Name>, Given>;
  },
): PlainStep & { name: Name } {
  return { kind: "plain", name, ...step };
}

/** Where the session's fields are written; the fold and the table of figures give them (`session/`). */
export interface SessionStep {
  kind: "session";
  name: "session";
}

/** A text that follows from more of the event than one attribute; reading the event gives it. */
export interface ContentStep {
  kind: "content";
  name: "source" | "fingerprint";
}

/** Steps in the order of the schema, each under its own name: none is missing, and none stands elsewhere. */
export type StepList = { [Name in keyof typeof stepFields]: Step & { name: Name } };
