import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkArchiveLine } from "../../../functions/archive/check.ts";
import { countryCode } from "../../../shared/event/country.ts";
import { stepFields } from "../../../shared/event/enriched.ts";
import type { FieldRule, KindName } from "../../../shared/event/kind.ts";
import { rawFieldNames, rawFields } from "../../../shared/event/raw.ts";
import { saysNothing } from "../../../shared/event/says-nothing.ts";
import { isObject, parseExact, textOf } from "../../../shared/json/exact.ts";
import { anyText } from "../../builders/any-text.ts";
import { enrichment } from "../../builders/enrichment.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { enrich } from "./enriching.ts";

type Line = Record<string, unknown> & {
  properties?: Record<string, string>;
  enrichment_status: Record<string, string>;
};

/** The event with members written as they stand here, delivered twice. */
async function enriched(members: Readonly<Record<string, string>>) {
  const written = Object.entries(members).map(([name, json]) => `,${JSON.stringify(name)}:${json}`);
  const plain = Object.entries(rawEvent()).filter(([name]) => !Object.hasOwn(members, name));
  const begun = JSON.stringify(Object.fromEntries(plain)).slice(0, -1);
  const bytes = Buffer.from(`${begun}${written.join("")}}`);
  const { lines, failures } = await enrich(bytes, bytes);
  return { lines, failures };
}

async function lineOf(members: Readonly<Record<string, string>>): Promise<Line> {
  const { lines, failures } = await enriched(members);
  expect(failures).toEqual([]);
  return JSON.parse(lines[0]!);
}

describe("an attribute that does not fit", () => {
  test("is told by the event, and what it held is under the properties", async () => {
    const line = await lineOf({
      price: '"$1,299.00"',
      page_title: JSON.stringify("t".repeat(600)),
      quantity: "2",
    });
    expect(line.enrichment_status).toEqual({
      person: "ok",
      session: "ok",
      price: "invalid",
      page_title: "cut",
    });
    expect(line.properties).toEqual({ price: "$1,299.00", page_title: "t".repeat(600) });
    expect(line).toMatchObject({ page_title: "t".repeat(512), quantity: 2 });
    expect(line).not.toHaveProperty("price");
  });

  test("and an event of which nobody can say any more what it is worth has no value", async () => {
    const line = await lineOf({ price: "10", quantity: "1.5" });
    expect(line).toMatchObject({ price: 10, enrichment_status: { quantity: "invalid" } });
    expect(line).not.toHaveProperty("value");
    expect(await lineOf({ price: "10", quantity: '"1.0"' })).toMatchObject({ value: 10 });
  });

  test("tells nothing of an event whose attributes all fit, also after repairs", async () => {
    const line = await lineOf({ price: '"12.50"', viewport_w: "411.43", timezone: '""', session_id: '" "' });
    expect(line.enrichment_status).toEqual({ person: "ok", session: "ok" });
    expect(line).toMatchObject({ price: 12.5, viewport_w: 411 });
    expect(line.session_id).toMatch(/\S/);
  });

  test("is told again by the outcome that is remembered", () => {
    const { outcomes } = enrichment;
    const made = outcomes.of(["ok"], "ok", "ok", ["agent"], { page_url: "cut", price: "invalid" });
    const status = {
      geo: "ok",
      agent: "error",
      person: "ok",
      session: "ok",
      page_url: "cut",
      price: "invalid",
    };
    expect(made.status).toEqual(status);
    expect(outcomes.before(made.text)?.json).toEqual(made.json);
  });
});

test("no attribute has the name of a step, so that a status is told of one thing", () => {
  expect(rawFieldNames.filter((name) => name in stepFields)).toEqual([]);
});

describe("numbers keep their digits", () => {
  test("so that two users stay two", async () => {
    const users = await Promise.all(
      ["9007199254740993", "9007199254740992"].map(async (user_id) => (await lineOf({ user_id })).user_id),
    );
    expect(users).toEqual(["9007199254740993", "9007199254740992"]);
  });

  test("where they are text, in maps, and where they are no number that a column holds", async () => {
    const line = await lineOf({
      order_id: "1234567890123456789",
      price: "1e400",
      x: "0.1234567890123456789",
      properties: '{"ad":820982911946154508,"deep":{"big":1e400}}',
      metadata: '{"shard":18446744073709551615}',
    });
    expect(line).toMatchObject({
      order_id: "1234567890123456789",
      properties: {
        ad: "820982911946154508",
        deep: '{"big":1e400}',
        price: "1e400",
        x: "0.1234567890123456789",
      },
      metadata: { shard: "18446744073709551615" },
      enrichment_status: { price: "invalid", x: "invalid" },
    });
  });
});

describe("what stands for no id", () => {
  const ids = async (members: Readonly<Record<string, string>>) => {
    const { user_id, anonymous_id, person_id, session_id, order_id, properties, enrichment_status } =
      await lineOf(members);
    const { user_id: user, anonymous_id: device, session_id: session, order_id: order } = enrichment_status;
    const marked = Object.fromEntries(
      Object.entries({ user, device, session, order }).filter(([, mark]) => mark === "invalid"),
    );
    return { user_id, anonymous_id, person_id, session_id, order_id, properties, marked };
  };

  test("is none, so that visitors do not become one", async () => {
    expect(await ids({ user_id: '"null"', anonymous_id: '"a"' })).toMatchObject({
      user_id: undefined,
      person_id: "a",
      properties: { user_id: "null" },
    });
    expect(await ids({ user_id: '"u"', anonymous_id: '"undefined"' })).toMatchObject({
      anonymous_id: undefined,
      person_id: "u",
    });
    expect(await ids({ user_id: '"guest"', anonymous_id: '"a"' })).toMatchObject({ person_id: "a" });
    expect(await ids({ user_id: '" u "', anonymous_id: '"a"' })).toMatchObject({ person_id: "u" });
  });

  test("nor visits and orders", async () => {
    const { session_id, order_id, properties } = await ids({ session_id: '"(not set)"', order_id: "0" });
    expect(session_id).toMatch(/^[0-9a-f]{32}$/);
    expect({ order_id, properties }).toEqual({
      order_id: undefined,
      properties: { session_id: "(not set)", order_id: "0" },
    });
  });

  test.each([
    ["user_id", "undefined"],
    ["event_id", "null"],
  ])("and a %s of %s alone fails the event", async (name, word) => {
    const { lines, failures } = await enriched({ [name]: `"${word}"` });
    expect(lines).toEqual([]);
    expect(failures[0]).toMatchObject({ reason: "schema_violation", errors: [{ path: `/${name}` }] });
  });
});

describe("half an emoji", () => {
  test.each(["event_id", "event_name", "app_id"])("in %s fails the event", async (name) => {
    const { lines, failures } = await enriched({ [name]: '"x\\ud83d"' });
    expect(lines).toEqual([]);
    expect(failures[0]).toMatchObject({ reason: "schema_violation", errors: [{ path: `/${name}` }] });
  });

  test.each(["session_id", "anonymous_id"])("in %s costs it", async (name) => {
    const line = await lineOf({ [name]: '"x\\ud83d"' });
    expect(line.enrichment_status[name]).toBe("invalid");
    expect(line.properties).toEqual({ [name]: '"x\\ud83d"' });
    expect(line.session_id).not.toContain("x");
  });

  test("in any text is written so that no reader has to replace it", async () => {
    const line = await lineOf({ page_title: '"end \\ud83d"', properties: '{"a\\ud83d":"b\\udc00"}' });
    expect(line.page_title).toBe("end ");
    expect(line.properties).toEqual({ "a\\ud83d": '"b\\udc00"', page_title: '"end \\ud83d"' });
  });
});

test("control characters in an identity are part of it", async () => {
  expect(await lineOf({ user_id: '"nul \\u0000 tab \\t line \\n end"' })).toMatchObject({
    user_id: "nul \u0000 tab \t line \n end",
  });
});

describe("whatever the optional attributes are", () => {
  const required = ["event_id", "event_name", "app_id", "client_created_at", "user_id"];
  /** The address is never stored, and these are stored in another form; of rows `fit.test.ts` says what is kept. */
  const apart: ReadonlySet<string | undefined> = new Set(["address", "rows", "instant", "utc", "textMap"]);
  /** A receipt that happens to be an instant would make the event one of the future. */
  const measure = "received_at";
  const optional = rawFieldNames.filter((name) => !required.includes(name) && name !== measure);
  const digits = fc.stringMatching(/^-?[1-9]\d{0,25}(\.\d{1,25})?([eE]-?\d{1,3})?$/);
  const json = fc.oneof(
    digits,
    fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
    anyText({ maxLength: 60 }).map((text) => JSON.stringify(text)),
    fc.constantFrom(
      '"\\ud83d"',
      '""',
      '" "',
      '"2026-02-30"',
      '"$5"',
      '"12px"',
      "411.43",
      '"NaN"',
      '{"a":[1e400]}',
    ),
    fc.constantFrom(130, 600, 1200, 2200).map((length) => JSON.stringify("é".repeat(length))),
  );
  const members = fc.dictionary(
    fc.oneof(fc.constantFrom(...optional), anyText({ minLength: 1, maxLength: 5 })),
    json,
    {
      maxKeys: 4,
      noNullPrototype: true,
    },
  );

  test("the event is archived, twice the same, and holds every value", async () => {
    await fc.assert(
      fc.asyncProperty(members, async (junk) => {
        fc.pre(!required.some((name) => Object.hasOwn(junk, name)));
        const { lines, failures } = await enriched(junk);
        expect(failures).toEqual([]);
        expect(lines[1]).toBe(lines[0]);
        expect(checkArchiveLine(lines[0]!)).toMatchObject({ ok: true });
        const line: Line = JSON.parse(lines[0]!);
        const texts = new Set(Object.values(line.properties ?? {}));
        for (const [name, text] of Object.entries(junk)) {
          const value = parseExact(text);
          if (apart.has(kindNamed(name)) || value === "" || saysNothing(value) || isBlankId(name, value))
            continue;
          const isField = Object.hasOwn(rawFields, name);
          const kept = isField && same(name, line[name], value);
          if (!kept && !texts.has(textOf(value))) throw new Error(`${name}: ${text} is lost in ${lines[0]}`);
        }
        for (const name of ["metadata", "properties"] as const) {
          const map = parseExact(junk[name] ?? "{}");
          if (!isObject(map)) continue;
          const held = new Set(Object.values(line[name] ?? {}));
          for (const value of Object.values(map))
            if (!saysNothing(value) && !held.has(textOf(value))) throw new Error(`${name} of ${junk[name]}`);
        }
      }),
      { numRuns: 1500, examples: [[{ geo_country: '"Aa"' }]] },
    );
  });
});

const kindNamed = (name: string): KindName | undefined =>
  Object.hasOwn(rawFields, name)
    ? (rawFields as unknown as Record<string, FieldRule>)[name]!.kind
    : undefined;

const isBlankId = (name: string, value: unknown): boolean =>
  kindNamed(name) === "id" && typeof value === "string" && value.trim() === "";

/** What a text of these kinds is repaired to. */
const repairedTexts: Partial<Record<KindName, (text: string) => string | undefined>> = {
  id: (text) => text.trim(),
  currency: (text) => text.trim().toUpperCase(),
  choice: (text) => text.trim().toLowerCase(),
  country: countryCode,
};

/** Whether a line has what came, or what it was repaired to. */
function same(name: string, found: unknown, value: unknown): boolean {
  if (found === undefined) return false;
  const [is, was] = [Number(found), Number(textOf(value))];
  const text = typeof value === "string" ? repairedTexts[kindNamed(name) ?? "text"]?.(value) : undefined;
  if (text !== undefined) return found === text;
  return (
    textOf(found) === textOf(value) || is === was || (kindNamed(name) === "pixels" && is === Math.round(was))
  );
}
