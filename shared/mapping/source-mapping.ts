import Type from "typebox";

/** How a source writes an instant that is neither ISO 8601 nor epoch milliseconds. */
export const timeFormats = ["iso", "epoch_s", "epoch_ms", "epoch_us", "yyyy-MM-dd HH:mm:ss"] as const;
export type TimeFormat = (typeof timeFormats)[number];

const conditions = (description: string) =>
  Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()), { description }));

/** Where one attribute of the event comes from. Paths are keys and array indexes joined by dots; `\.` is a dot in a key. */
export const RuleSchema = Type.Object(
  {
    path: Type.Optional(
      Type.Array(Type.String(), { description: "a path, or a list of which the first found counts" }),
    ),
    constant: Type.Optional(
      Type.Union([Type.String(), Type.Number(), Type.Boolean()], {
        description: "a text, a number or a boolean",
      }),
    ),
    template: Type.Optional(
      Type.String({ description: "a text with {paths} in it, all of which must be found" }),
    ),
    when: conditions("path → values, one of which it must have for the rule to count"),
    unless: conditions("path → values, none of which it may have"),
    pattern: Type.Optional(
      Type.String({ description: "a regular expression whose first group is the value" }),
    ),
    values: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: "value of the source → value of the event; others stay",
      }),
    ),
    time: Type.Optional(Type.Enum([...timeFormats])),
    zone: Type.Optional(Type.String({ description: "IANA zone of a local time; UTC unless set" })),
    scale: Type.Optional(
      Type.Number({ description: "a factor, for example 0.01 where a price is in cents" }),
    ),
    hash: Type.Optional(Type.Boolean({ description: "whether the value is replaced by its SHA-256" })),
  },
  { additionalProperties: false },
);

/** A rule once its short forms are written out. */
export type Rule = Type.Static<typeof RuleSchema>;

/** Short forms: a text is a path; a list is tried in order, and its first rule that gives a value counts. */
export type Short = string | (Omit<Rule, "path"> & { path?: string | string[] });
export type Rules = Short | Short[];

const rules = (description: string) =>
  Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description }));
const paths = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));

export const MappingSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64, description: "a name, 1–64 characters" }),
    description: Type.Optional(Type.String()),
    passthrough: Type.Optional(
      Type.Boolean({ description: "whether documents are raw events already, and pass as they are" }),
    ),
    fields: rules("attribute of the raw event → its rule or rules"),
    metadata: rules("key of the event's metadata → its rule or rules"),
    identity: paths("paths of what identifies a document without an id; the whole document unless set"),
    unwrap: paths("paths of objects whose attributes stand in properties without this path before them"),
    pairs: Type.Optional(
      Type.Array(
        Type.Object(
          { path: Type.String(), key: Type.String(), value: Type.String() },
          { additionalProperties: false },
        ),
        { description: "lists of keys and values that are read as objects" },
      ),
    ),
    each: Type.Optional(Type.String({ description: "path of a list that holds one event an element" })),
    batch: Type.Optional(
      Type.String({
        description:
          "path of a list that holds one document an element; what stands beside the list holds for each that does not say it itself",
      }),
    ),
  },
  { additionalProperties: false },
);

/** A source mapping as it is written: how documents of one foreign shape become raw events. */
export type SourceMapping = Omit<Type.Static<typeof MappingSchema>, "fields" | "metadata"> & {
  fields?: Record<string, Rules>;
  metadata?: Record<string, Rules>;
};

/** The rules of one attribute, short forms written out. */
export function rulesOf(rules: Rules): Rule[] {
  return (Array.isArray(rules) ? rules : [rules]).map((rule) => {
    if (typeof rule === "string") return { path: [rule] };
    return { ...rule, path: typeof rule.path === "string" ? [rule.path] : rule.path } as Rule;
  });
}
