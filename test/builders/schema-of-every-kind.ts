import Type from "typebox";
import { enrichedFields } from "../../shared/event/enriched.ts";
import {
  allOptional,
  choice,
  code,
  count,
  country,
  currency,
  flag,
  id,
  instant,
  ipAddress,
  key,
  long,
  pixels,
  real,
  rows,
  storedFields,
  text,
  textMap,
  url,
  utc,
  whole,
  zone,
} from "../../shared/event/fields.ts";
import type { FieldRule, KindName } from "../../shared/event/kind.ts";
import { type RawEventSchema, rawFields } from "../../shared/event/raw.ts";

const ofOneValue = {
  a_text: text("", 20),
  a_url: url("", 20),
  a_code: code("", 20),
  a_zone: zone(""),
  a_choice: choice("", ["one", "two"]),
  a_country: country(""),
  an_address: ipAddress(""),
  a_key: key(""),
  an_id: id("", ["0"]),
  a_currency: currency(""),
  a_count: count(""),
  some_pixels: pixels(""),
  a_whole: whole(""),
  a_real: real(""),
  a_long: long(""),
  a_flag: flag(""),
  an_instant: instant(""),
  a_utc: utc(""),
};

/** Optional fields, at least one of each kind. */
export const addedFields = {
  ...ofOneValue,
  another_flag: flag(""),
  another_instant: instant(""),
  third_instant: instant(""),
  a_map: textMap(""),
  another_map: textMap(""),
  some_rows: rows("", ofOneValue, 20),
  more_rows: rows("", { name: text("") }, 20),
};

export const addedNames = Object.keys(addedFields);

export const kindNamed = (name: string): KindName =>
  (addedFields as unknown as Record<string, FieldRule>)[name]!.kind;

/** The schema of raw events with these fields more. */
export const widerSchema = Type.Object(
  { ...rawFields, ...allOptional(addedFields) },
  { additionalProperties: true },
) as unknown as typeof RawEventSchema;

/** The fields of such an event once it is archived. */
export const widerArchive = { ...enrichedFields, ...storedFields(addedFields) };
