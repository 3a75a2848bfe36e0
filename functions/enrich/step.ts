import type { FieldsOf, StepName, stepFields } from "../../shared/event/enriched.ts";
import type {
  AttributeName,
  EventLookUpStep,
  Exactly,
  KeptEvent,
  LookUpStep,
  PlainBatch,
  PlainEvent,
  PlainStep,
  PlainValuesOf,
  TextStep,
  ValuesOf,
} from "../../shared/steps/contract.ts";
import type { CoreTable } from "../../shared/steps/table.ts";
import type { Touch } from "../../shared/steps/touch.ts";
import type { EnrichRules } from "./rules.ts";

/** What a step of enrichment may be. Each gives exactly the fields that the schema has for it, as values and not as bytes. */
export type Step =
  | TextStep
  | LookUpStep
  | EventLookUpStep
  | CorePlainStep
  | PersonStep
  | SessionStep
  | TouchStep
  | ContentStep;

/** A field that an earlier step gives. */
export type GivenName = { [Name in StepName]: keyof FieldsOf<Name> }[StepName] & string;

/** A value of each of the step's fields; undefined, and not merely left out, where it is not known. */
export type Values<Name extends StepName> = ValuesOf<FieldsOf<Name>>;

export function textStep<Name extends StepName, Given extends Values<Name>>(
  name: Name,
  step: {
    reads: AttributeName;
    after?: GivenName;
    alsoAfter?: GivenName;
    limitMs?: number;
    of(text: string, after: string | undefined, alsoAfter: string | undefined): Exactly<Values<Name>, Given>;
  },
): TextStep & { name: Name } {
  return { kind: "text", name, ...step };
}

export function lookUpStep<Found extends object, Name extends StepName, Given extends Values<Name>>(
  name: Name,
  step: { reads: AttributeName; table: CoreTable; of(found: Found): Exactly<Values<Name>, Given> },
): LookUpStep & { name: Name } {
  return { kind: "look-up", name, ...step, of: (found) => step.of(found as Found) };
}

export function eventLookUpStep<Found extends object, Name extends StepName, Given extends PlainValues<Name>>(
  name: Name,
  step: {
    reads: AttributeName;
    table: CoreTable;
    concerns(event: KeptEvent): boolean;
    of(found: Found, event: PlainEvent): Exactly<PlainValues<Name>, Given> | undefined;
  },
): EventLookUpStep & { name: Name } {
  return { kind: "event-look-up", name, ...step, of: (found, event) => step.of(found as Found, event) };
}

/** What a plain step of the core may know of its batch. */
export interface RuledBatch extends PlainBatch {
  rules: EnrichRules;
}

export type CorePlainStep = PlainStep<RuledBatch>;

type PlainValues<Name extends StepName> = PlainValuesOf<FieldsOf<Name>>;

export function plainStep<Name extends StepName, Given extends PlainValues<Name>>(
  name: Name,
  step: {
    after?: GivenName;
    of(event: PlainEvent, batch: RuledBatch, after: string | undefined): Exactly<PlainValues<Name>, Given>;
  },
): CorePlainStep & { name: Name } {
  return { kind: "plain", name, ...step };
}

/** Where it is written who it was; reading the event and its device's state give it (`session/link.ts`). */
export interface PersonStep {
  kind: "person";
  name: "person";
}

/** Where the session's fields are written; the fold and the table of figures give them (`session/`). */
export interface SessionStep {
  kind: "session";
  name: "session";
}

/** Fields that follow from what brought the session; undefined where nothing did as far as is known. */
export interface TouchStep {
  kind: "touch";
  name: string;
  of(touch: Touch | undefined): Record<string, unknown>;
}

export function touchStep<Name extends StepName, Given extends Values<Name>>(
  name: Name,
  step: { of(touch: Touch | undefined): Exactly<Values<Name>, Given> },
): TouchStep & { name: Name } {
  return { kind: "touch", name, ...step };
}

/** What follows from more of the event than one attribute; reading the event gives it. */
export interface ContentStep {
  kind: "content";
  name: "source" | "order" | "fingerprint";
}

/** Steps in the order of the schema, each under its own name: none is missing, and none stands elsewhere. */
export type StepList = { [Name in keyof typeof stepFields]: Step & { name: Name } };
