import type Type from "typebox";
import type { RawEvent, rawFields } from "../event/raw.ts";

/** What a step of enrichment is, of the core's own and of one's own alike: it gives fields of an event as values. */

export type AttributeName = keyof typeof rawFields;

/** Fields of a schema by their names, as `shared/event/fields.ts` declares them. */
export type DeclaredFields = Readonly<Record<string, Type.TSchema>>;

/** A value of each field; undefined, and not merely left out, where it is not known. */
export type ValuesOf<Fields> = {
  [Field in keyof Fields]: Type.Static<Fields[Field] & Type.TSchema> | undefined;
};

/** A number or a flag for each field; an instant is epoch ms. */
export type PlainValuesOf<Fields> = { [Field in keyof Fields]: number | boolean | undefined };

/** Nothing but what is asked for: an excess field would be no error by itself, and would never be written. */
export type Exactly<Wanted, Given extends Wanted> = Given & Record<Exclude<keyof Given, keyof Wanted>, never>;

/** Fields that follow from one attribute, which is text: what they are is kept by the text, for pages and agents repeat. */
export interface TextStep {
  kind: "text";
  name: string;
  reads: AttributeName;
  /** A text field of an earlier step that they depend on, too. */
  after?: string;
  /** Another such field; of steps of the core. */
  alsoAfter?: string;
  /**
   * Time that it may take for one text, ms; any, where it is left out. A pause of the whole process counts as well, so
   * only code that nobody here vouches for should have a limit.
   */
  limitMs?: number;
  of(text: string, after: string | undefined, alsoAfter?: string): Record<string, unknown>;
}

/** Fields of what a look-up table has for one attribute of the event. */
export interface LookUpStep {
  kind: "look-up";
  name: string;
  reads: AttributeName;
  /** Name of the table; see `shared/redis/tables.ts`. */
  table: string;
  of(found: object): Record<string, unknown>;
}

/** What the person, the session and the plain steps ask of an event. */
export type KeptEvent = Pick<RawEvent, "event_id" | "event_name" | "user_id" | "session_id" | "timezone"> & {
  /** What it is worth (`eventValue`); undefined where it names no amount. */
  value: number | undefined;
};

/** What a plain step may know of an event. All times are epoch ms. */
export interface PlainEvent {
  event: KeptEvent;
  /** When it happened by the server's clock, and when it was received. */
  eventTime: number;
  receivedAt: number;
}

/** And of its batch. */
export interface PlainBatch {
  /** Epoch ms. */
  now: number;
}

/**
 * Numbers that follow from what a look-up table has for one attribute of the event, and from the event itself. Two events
 * with one key have other values, so each event remembers its own, with how the look-up went.
 */
export interface EventLookUpStep {
  kind: "event-look-up";
  name: string;
  reads: AttributeName;
  /** Name of the table; see `shared/redis/tables.ts`. */
  table: string;
  /** Whether there is anything to look up: most events are not asked for their attribute. */
  concerns(event: KeptEvent): boolean;
  /** Undefined where the table has nothing for this event: the look-up is `missing` then. */
  of(found: object, event: PlainEvent): Record<string, number | boolean | undefined> | undefined;
}

/** Fields that depend on the clock or the rules: instants (epoch ms), numbers and flags, remembered with the user's state. */
export interface PlainStep<Batch extends PlainBatch = PlainBatch> {
  kind: "plain";
  name: string;
  /** A text field of a look-up that they depend on, too. */
  after?: string;
  of(
    event: PlainEvent,
    batch: Batch,
    after: string | undefined,
  ): Record<string, number | boolean | undefined>;
}
