import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { Enrichment } from "../../../functions/enrich/enrichment.ts";
import { PersonalProperties } from "../../../functions/enrich/personal-properties.ts";
import { type ReadEvent, readEvent } from "../../../functions/enrich/read.ts";
import { stepsOf } from "../../../functions/enrich/steps.ts";
import { writeOpen } from "../../../functions/enrich/write/splice.ts";
import { PERSONAL_PROPERTIES } from "../../../shared/event/personal-names.ts";
import { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { streamRecord } from "../../builders/stream-record.ts";

const KEY = "key";
const record = streamRecord([], { arrivalTime: Date.parse("2026-03-04T10:00:02.000Z") });
const hash = (text: string) => createHmac("sha256", KEY).update(text).digest("hex").slice(0, 32);

const enrichmentThat = (stored: "hashed" | "dropped") =>
  new Enrichment(
    stepsOf({ addressKey: KEY }),
    "1.0.0",
    [],
    undefined,
    new PersonalProperties({ names: PERSONAL_PROPERTIES, stored, key: KEY }),
  );
const hashing = enrichmentThat("hashed");
const dropping = enrichmentThat("dropped");

function read(text: string, enrichment = hashing): ReadEvent {
  const found = readEvent(Buffer.from(text), record, 0, enrichment);
  if ("reason" in found) throw new Error(`${found.reason}: ${JSON.stringify(found.errors)}`);
  return found;
}

function stored(text: string, enrichment = hashing): Record<string, unknown> {
  const out = new TextBuffer(64);
  writeOpen(out, read(text, enrichment).stored);
  out.ascii("}");
  return JSON.parse(out.view().toString());
}

const withProperties = (properties: Record<string, unknown>) => JSON.stringify(rawEvent({ properties }));

describe("personal properties", () => {
  test.each([
    ["as their own", { email: "jane@example.com" }, { email: hash("jane@example.com") }],
    ["however they are spelt", { "E-Mail": " Jane@Example.com" }, { "E-Mail": hash("jane@example.com") }],
    [
      "of traits",
      { "context.traits.firstName": "Jane", "traits.plan": "pro" },
      { "context.traits.firstName": hash("jane"), "traits.plan": "pro" },
    ],
    [
      "within JSON",
      { user: '{"id":9007199254740993,"phone":"+1 5","tags":["a"]}' },
      { user: `{"id":9007199254740993,"phone":"${hash("+1 5")}","tags":["a"]}` },
    ],
    [
      "within a list",
      { people: '[{"email":"a@b.c"},{"x":1}]' },
      { people: `[{"email":"${hash("a@b.c")}"},{"x":1}]` },
    ],
    [
      "and not what only sounds like one",
      { name: "Red shoes", emails_sent: "3" },
      { name: "Red shoes", emails_sent: "3" },
    ],
    ["and not what is nested without end", { deep: "[".repeat(50_000) }, { deep: "[".repeat(50_000) }],
    [
      "and not what is nested deeper than a hundred levels",
      { deep: `${"[".repeat(200)}{"email":"a@b.c"}${"]".repeat(200)}` },
      { deep: `${"[".repeat(200)}{"email":"a@b.c"}${"]".repeat(200)}` },
    ],
    ["and not what is no JSON", { note: "[email me" }, { note: "[email me" }],
  ])("are hashed: %s", (_what, properties, expected) => {
    expect(stored(withProperties(properties)).properties).toEqual(expected);
  });

  test("are gone where that is wanted", () => {
    const text = withProperties({ email: "jane@example.com", "traits.name": "Jane", plan: "pro" });
    expect(stored(text, dropping).properties).toEqual({ plan: "pro" });
  });

  test("of an object that no mapping has taken apart are hashed as well", () => {
    const text = JSON.stringify(rawEvent({ traits: { email: "jane@example.com", plan: "pro" } }));
    expect(JSON.parse((stored(text).properties as { traits: string }).traits)).toEqual({
      email: hash("jane@example.com"),
      plan: "pro",
    });
  });

  test("are nowhere in what is made of the event, whose own bytes stay for the failed path", () => {
    const text = withProperties({ email: "jane@example.com" });
    const { bytes, ...rest } = read(text);
    expect(Buffer.from(bytes).toString()).toBe(text);
    const { record: _record, ...made } = rest;
    const texts = [...made.pieces, made.stored.bytes].map((piece) =>
      Buffer.from(piece as Uint8Array).toString(),
    );
    expect(texts.join()).not.toContain("jane");
  });

  test("leave an event alone that has none: its bytes are stored as they came", () => {
    const text = withProperties({ name: "Red shoes" });
    const { fingerprint } = read(text);
    const plain = readEvent(
      Buffer.from(text),
      record,
      0,
      new Enrichment(stepsOf({ addressKey: KEY }), "1.0.0"),
    ) as ReadEvent;
    expect([fingerprint, stored(text)]).toEqual([plain.fingerprint, JSON.parse(text)]);
  });

  test("give a redelivered event the same fingerprint", () => {
    const text = withProperties({ email: "jane@example.com" });
    expect(read(text).fingerprint).toBe(read(text).fingerprint);
  });
});
