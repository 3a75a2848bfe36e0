import type { RawEvent } from "../event/raw.ts";
import type {
  DeclaredFields,
  Exactly,
  LookUpStep,
  PlainBatch,
  PlainEvent,
  PlainStep,
  PlainValuesOf,
  TextStep,
  ValuesOf,
} from "./contract.ts";
import type { CustomTable, RowOf } from "./table.ts";

/**
 * A step of one's own: the contract of the core's steps, with the fields that it gives. They are columns of the archive
 * behind those of the core. One that throws, takes longer than its limit, or gives a value that its field does not hold
 * costs its own fields: `enrichment_status` says `error` under its name.
 */
export type CustomStep = CustomTextStep | CustomLookUpStep | CustomPlainStep;

interface Declared {
  fields: DeclaredFields;
  /** Time that it may take at a time, ms. It is measured, and cannot stop code that never returns. */
  limitMs: number;
}

export type CustomTextStep = TextStep & Declared;
export type CustomPlainStep = PlainStep & Declared;
export interface CustomLookUpStep extends LookUpStep, Declared {
  /** The table by whose name it asks. */
  rows: CustomTable;
}

/** An attribute of the event that is a text. */
export type TextAttributeName = {
  [Name in keyof RawEvent]-?: NonNullable<RawEvent[Name]> extends string ? Name : never;
}[keyof RawEvent];

/**
 * Far more than a step takes that only computes: a collection of garbage in between must not pass for it. A batch of
 * 500 events that all take as long would not be done within the function's time; see `functions/enrich/guarded.ts`.
 */
const LIMIT_MS = 50;

/** A step whose fields follow from one text attribute. */
export const customTextStep = <Fields extends DeclaredFields, Given extends ValuesOf<Fields>>(
  name: string,
  step: {
    fields: Fields;
    reads: TextAttributeName;
    /** A text field of an earlier step, of the core or of one's own, that they depend on, too. */
    after?: string;
    limitMs?: number;
    of(text: string, after: string | undefined): Exactly<ValuesOf<Fields>, Given>;
  },
): CustomTextStep => ({ kind: "text", name, limitMs: LIMIT_MS, ...step });

/** A step that gives what a table of one's own has for a text attribute. */
export const customLookUpStep = <
  Table extends CustomTable,
  Fields extends DeclaredFields,
  Given extends ValuesOf<Fields>,
>(
  name: string,
  step: {
    fields: Fields;
    reads: TextAttributeName;
    table: Table;
    limitMs?: number;
    of(row: RowOf<Table>): Exactly<ValuesOf<Fields>, Given>;
  },
): CustomLookUpStep => ({
  kind: "look-up",
  name,
  limitMs: LIMIT_MS,
  ...step,
  rows: step.table,
  table: step.table.name,
  of: (row) => step.of(row as RowOf<Table>),
});

/** A step of numbers, flags and instants (epoch ms) that follow from the event's time, price and the like, or the clock. */
export const customPlainStep = <Fields extends DeclaredFields, Given extends PlainValuesOf<Fields>>(
  name: string,
  step: {
    fields: Fields;
    /** A text field of a look-up, of the core or of one's own, that they depend on, too. */
    after?: string;
    limitMs?: number;
    of(
      event: PlainEvent,
      batch: PlainBatch,
      after: string | undefined,
    ): Exactly<PlainValuesOf<Fields>, Given>;
  },
): CustomPlainStep => ({ kind: "plain", name, limitMs: LIMIT_MS, ...step });
