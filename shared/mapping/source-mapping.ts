import Type from "typebox";

/**
 * How a source may write an instant. Patterns are those of Unicode (CLDR); a leading zero may be missing, and so may the
 * clock, as of a day alone, which is its midnight. `excel` is a number of days, as spreadsheets keep an instant: 46346.5.
 */
const timeFormats = [
  "iso",
  "epoch_s",
  "epoch_ms",
  "epoch_us",
  "yyyy-MM-dd HH:mm:ss",
  "MM/dd/yyyy hh:mm:ss a",
  "M/d/yy H:mm",
  "d.M.yy H:mm",
  "d/M/yy H:mm",
  "yyyy/M/d H:mm",
  "excel",
] as const;
export type TimeFormat = (typeof timeFormats)[number];

/** Formats of which a text may be as the clocks of a place show it: all but those that count from an epoch. */
export const localFormats: ReadonlySet<TimeFormat> = new Set(
  timeFormats.filter((format) => !format.startsWith("epoch_")),
);

const oneOrMore = <Item extends Type.TSchema>(item: Item) => Type.Union([item, Type.Array(item)]);

const Conditions = Type.Record(Type.String(), Type.Array(Type.String()));
const conditions = (description: string) => Type.Optional({ ...Conditions, description });

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
    seconds_between: Type.Optional(
      Type.Array(oneOrMore(Type.String()), {
        minItems: 2,
        maxItems: 2,
        description: "two paths, or lists of paths, of instants; nothing when the second is the earlier one",
      }),
    ),
    when: conditions("path → values, one of which it must have for the rule to count; [] is any value"),
    unless: conditions("path → values, none of which it may have; [] is any value"),
    pattern: Type.Optional(
      Type.String({ description: "a regular expression whose first group is the value" }),
    ),
    decimal: Type.Optional(
      Type.Enum([",", "."], {
        description:
          "what stands before the decimals of a number with separated thousands, perhaps beside its currency or in brackets where it is below nothing: , for 1.299,00 € and . for ($1,299.00)",
      }),
    ),
    round: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 15,
        description: "decimals that a number keeps, without zeros at its end: 161.0 is 161; other texts stay",
      }),
    ),
    values: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: "value of the source → value of the event; others stay",
      }),
    ),
    values_of: Type.Optional(
      Type.String({
        description:
          "the same under a name: of named_values, or operating_systems, browsers, device_categories",
      }),
    ),
    time: Type.Optional(Type.Array(Type.Enum([...timeFormats]), { minItems: 1 })),
    zone: Type.Optional(
      Type.String({ description: "IANA zone of a time that is written without one; UTC unless set" }),
    ),
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
export type Short =
  | string
  | (Omit<Rule, "path" | "time"> & { path?: string | string[]; time?: TimeFormat | TimeFormat[] });
export type Rules = Short | Short[];

const rules = (description: string) =>
  Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description }));
const paths = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));

/** How the paths of rules are compared with the names in a document. */
const nameRules = ["exact", "any_case", "camel_or_snake"] as const;

export const MappingSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64, description: "a name, 1–64 characters" }),
    description: Type.Optional(Type.String()),
    passthrough: Type.Optional(
      Type.Boolean({ description: "whether documents are raw events already, and pass as they are" }),
    ),
    fields: rules("attribute of the raw event → its rule or rules"),
    metadata: rules("key of the event's metadata → its rule or rules"),
    named_values: Type.Optional(
      Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
        description: "name → values of the source and those of the event, for rules that say values_of",
      }),
    ),
    event_names: Type.Optional(
      Type.Union([Type.Literal(false), Type.Record(Type.String(), Type.String())], {
        description:
          "name of the source → name of the event, in any spelling (case, separators), before the table of well-known " +
          "names; false: names stay as the rules give them. What the source called it is kept as properties.event_name",
      }),
    ),
    undated: Type.Optional(
      Type.Array(Conditions, {
        description:
          "conditions as under when, one a kind of document that may lack a time: that of its receipt then stands for it",
      }),
    ),
    missing: Type.Optional(
      Type.Array(
        Type.Object(
          {
            attribute: Type.String(),
            when: conditions("path → values, one of which it must have; [] is any value"),
            because: Type.String({ minLength: 1 }),
          },
          { additionalProperties: false },
        ),
        { description: "why a document may lack a required attribute, told with its failed event" },
      ),
    ),
    json: paths(
      "paths of texts that hold a JSON object or list, which is read as if it stood there; those of unwrap, pairs and lists, and what stands at the first key of a rule's longer path, are read so anyway",
    ),
    properties: rules(
      "key of the event's properties → its rule or rules, beside what no rule takes; a value that does not fit is left out",
    ),
    names: Type.Optional(
      Type.Enum([...nameRules], {
        description:
          "exact; any_case: rules find an attribute whatever its case, blanks, _ and -; or camel_or_snake: userId also finds user_id",
      }),
    ),
    lists: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          { path: oneOrMore(Type.String()), fields: Type.Record(Type.String(), Type.Unknown()) },
          { additionalProperties: false },
        ),
        {
          description:
            "list of the event, such as items → the path, or paths, of a list of objects, and the rules of a row's fields, whose paths begin in the row",
        },
      ),
    ),
    omit: paths("paths of what is not kept: personal data that nobody has asked for"),
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
export type SourceMapping = Omit<Type.Static<typeof MappingSchema>, "fields" | "metadata" | "properties"> & {
  fields?: Record<string, Rules>;
  metadata?: Record<string, Rules>;
  properties?: Record<string, Rules>;
};

/** The rules of one attribute, short forms written out. */
export function rulesOf(rules: Rules): Rule[] {
  return (Array.isArray(rules) ? rules : [rules]).map((rule) => {
    if (typeof rule === "string") return { path: [rule] };
    return { ...rule, path: listed(rule.path), time: listed(rule.time) } as Rule;
  });
}

const listed = (value: unknown): unknown => (typeof value === "string" ? [value] : value);
