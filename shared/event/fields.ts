import Type from "typebox";
import { structType } from "../columns/struct-type.ts";
import type { FieldRule, KindName, PersonalData } from "./kind.ts";
import { kinds } from "./kinds.ts";

/** The building blocks of the event schema: how a field of each kind (`kinds.ts`) is declared. */

const of = (kind: Exclude<KindName, "rows">, description: string) => ({
  description,
  kind,
  column: kinds[kind].column!,
});

const textOf =
  (kind: "text" | "url" | "code" | "zone" | "address") =>
  (description: string, maxLength = 2048) =>
    Type.String({ ...of(kind, description), maxLength });

/** One of a few names. */
export const choice = (description: string, choices: readonly string[]) =>
  Type.String({ ...of("choice", description), maxLength: 32, choices });

export const country = (description: string) =>
  Type.String({ ...of("country", description), minLength: 2, maxLength: 2 });

/** Of these five `kinds.ts` says how they differ where a value does not fit. */
export const text = textOf("text");
export const url = textOf("url");
export const code = textOf("code");
export const zone = textOf("zone");
export const ipAddress = textOf("address");

export const key = (description: string) =>
  Type.String({ ...of("key", description), minLength: 1, maxLength: 128 });

/** @param noIds what stands for none, beside what does so everywhere (`no-id.ts`) */
export const id = (description: string, noIds: readonly string[] = []) =>
  Type.String({ ...of("id", description), minLength: 1, maxLength: 128, noIds });

export const currency = (description: string) =>
  Type.String({ ...of("currency", description), maxLength: 8 });

/** Marks a field as saying something of a person. */
export const personal = <Field extends Type.TSchema>(pii: PersonalData, field: Field): Field =>
  Object.assign(field, { pii });

export const real = (description: string) => Type.Number(of("real", description));

export const whole = (description: string) =>
  Type.Integer({ ...of("whole", description), minimum: -2147483648, maximum: 2147483647 });

export const count = (description: string) =>
  Type.Integer({ ...of("count", description), minimum: 0, maximum: 2147483647 });

export const pixels = (description: string) =>
  Type.Integer({ ...of("pixels", description), minimum: 0, maximum: 2147483647 });

/** As far as JSON's numbers are exact. */
export const long = (description: string) =>
  Type.Integer({
    ...of("long", description),
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
  });

export const flag = (description: string) => Type.Boolean(of("flag", description));

/** As it comes from a client: ISO 8601 text or an epoch number. `shared/event/time.ts` parses it. */
export const instant = (description: string) =>
  Type.Union([Type.String({ minLength: 8, maxLength: 80 }), Type.Number()], of("instant", description));

/** As the pipeline writes it: `YYYY-MM-DDTHH:mm:ss.sssZ`, always UTC. */
export const utc = (description: string) =>
  Type.String({ ...of("utc", description), minLength: 24, maxLength: 24 });

/** Any JSON value is accepted; values that are not text are stored JSON-encoded (see `canonical.ts`). */
export const textMap = (description: string) =>
  Type.Record(Type.String(), Type.Unknown(), of("textMap", description));

/**
 * A list of objects with these fields, none of which is required. They may be of any kind but maps and lists. What else
 * a row holds is accepted, and stored under `properties`. Of a longer list the first rows are kept, and all of it there.
 */
export const rows = <RowFields extends Record<string, Type.TSchema>>(
  description: string,
  fields: RowFields,
  maxItems: number,
) => {
  const columns = Object.entries(fields).map(([name, field]) => [
    name,
    (field as unknown as FieldRule).column,
  ]);
  return Type.Array(Type.Object(allOptional(fields)), {
    description,
    kind: "rows" satisfies KindName,
    maxItems,
    column: `array<${structType(Object.fromEntries(columns))}>`,
  });
};

export function allOptional<All extends Record<string, Type.TSchema>>(fields: All) {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, Type.Optional(field)])) as {
    [Name in keyof All]: Type.TOptional<All[Name]>;
  };
}

type InstantSchema = ReturnType<typeof instant>;
type UtcSchema = ReturnType<typeof utc>;

export type Stored<All> = {
  [Name in keyof All]: All[Name] extends Type.TOptional<InstantSchema>
    ? Type.TOptional<UtcSchema>
    : All[Name] extends InstantSchema
      ? UtcSchema
      : All[Name];
};

/** Of which kind a field is once it is stored, where that is another one: what was archived before is not measured anew. */
const onceStored: Partial<Record<KindName, (description: string) => Type.TSchema>> = {
  instant: utc,
  id: key,
  currency: (description) => code(description, 8),
};

function stored(field: Type.TSchema): Type.TSchema {
  const { kind, description, pii } = field as unknown as FieldRule;
  const made = onceStored[kind]?.(description);
  if (made === undefined) return field;
  const marked = pii === undefined ? made : personal(pii, made);
  return Type.IsOptional(field) ? Type.Optional(marked) : marked;
}

/** Fields as an archived event has them: in their stored form, instants last. */
export function storedFields<All extends Readonly<Record<string, Type.TSchema>>>(fields: All): Stored<All> {
  const isInstant = (field: object) => (field as FieldRule).kind === "instant";
  const ordered = [false, true].flatMap((wanted) =>
    Object.entries(fields).filter(([, field]) => isInstant(field) === wanted),
  );
  return Object.fromEntries(ordered.map(([name, field]) => [name, stored(field)])) as Stored<All>;
}

/**
 * An attribute that nobody should send any more: it is taken and archived as before, and says so where it is described.
 * It is never removed, as files of the archive have its column.
 * @param instead what to do instead, as a part of a sentence
 */
export const deprecated = <Field extends object>(instead: string, field: Field): Field =>
  Object.assign(field, {
    description: `Deprecated (${instead}): ${(field as { description?: string }).description}`,
  });
