import Type from "typebox";

/**
 * The building blocks of the event schema. Each carries what the derivations need beside the JSON type:
 * `column` is the Glue and Parquet type of the field once it is archived.
 */
export type ColumnType =
  | "string"
  | "double"
  | "int"
  | "bigint"
  | "boolean"
  | "timestamp"
  | "map<string,string>";

export const text = (description: string, maxLength = 2048) =>
  Type.String({ description, maxLength, column: "string" });

export const key = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: 128, column: "string" });

export const real = (description: string) => Type.Number({ description, column: "double" });

export const whole = (description: string) =>
  Type.Integer({ description, column: "int", minimum: -2147483648, maximum: 2147483647 });

export const count = (description: string) =>
  Type.Integer({ description, column: "int", minimum: 0, maximum: 2147483647 });

export const long = (description: string) => Type.Integer({ description, column: "bigint" });

export const flag = (description: string) => Type.Boolean({ description, column: "boolean" });

/** As it comes from a client: ISO 8601 text or epoch milliseconds. `shared/event/time.ts` parses it. */
export const instant = (description: string) =>
  Type.Union([Type.String({ minLength: 8, maxLength: 40 }), Type.Number()], {
    description,
    column: "timestamp",
  });

/** As the pipeline writes it: `YYYY-MM-DDTHH:mm:ss.sssZ`, always UTC. */
export const utc = (description: string) =>
  Type.String({ description, minLength: 24, maxLength: 24, column: "timestamp" });

/** Any JSON value is accepted; values that are not text are stored JSON-encoded (see `canonical.ts`). */
export const textMap = (description: string) =>
  Type.Record(Type.String(), Type.Unknown(), { description, column: "map<string,string>" });

/** What a field's schema says of its values, as the checks read it that are not the compiled schema's. */
export interface FieldRule {
  type?: string;
  column: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  anyOf?: Omit<FieldRule, "column">[];
}
