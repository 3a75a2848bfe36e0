import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { enrichDevice } from "../../../../functions/enrich/enrich-device.ts";
import { type ReadEvent, readEvent } from "../../../../functions/enrich/read.ts";
import { notKnown, notTold, toldBy } from "../../../../functions/enrich/session/arrival.ts";
import { figureNames } from "../../../../functions/enrich/session/figures.ts";
import { noState, type OpenSession } from "../../../../functions/enrich/session/state.ts";
import { nothingRemembered } from "../../../../functions/enrich/write/memory.ts";
import { TextBuffer } from "../../../../shared/json/text-buffer.ts";
import { enrichment, enrichRules } from "../../../builders/enrichment.ts";
import { rawEvent } from "../../../builders/raw-event.ts";
import { streamRecord } from "../../../builders/stream-record.ts";
import { NOW, rememberedEvent } from "../remembered-event.ts";

const { state: form } = enrichment;
const count = fc.nat();
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const figure = fc.oneof(
  count,
  fc.integer({ min: 0, max: 1e12 }).map((value) => value / 10_000),
  fc.constant(Number.NaN),
);

const text = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
const touch = fc.record({
  referrer_medium: fc.constantFrom("search" as const, "unknown" as const, undefined),
  referrer_source: text,
  utm_source: text,
  utm_medium: text,
  utm_campaign: fc.constantFrom("a\tb\\", "spring"),
  utm_term: text,
  utm_content: text,
  click_id_source: fc.constantFrom("gclid", undefined),
});
const arrived = fc.oneof(fc.constantFrom(notKnown, notTold, toldBy(undefined)), touch.map(toldBy));

const open: fc.Arbitrary<OpenSession> = fc
  .record({
    id: fc.string({ minLength: 1 }),
    named: fc.boolean(),
    doubtful: fc.boolean(),
    user: fc.string(),
    endedAt: fc.oneof(time, fc.constant(Number.NaN)),
    index: count,
    startedAt: time,
    lastAt: count,
    arrived,
    figures: fc.array(figure, { minLength: figureNames.length, maxLength: figureNames.length }),
  })
  .map((session) => ({ ...session, lastAt: session.startedAt + session.lastAt }));

const VERSION = "0123456789abcdefghij";

test("a state survives packing", () => {
  fc.assert(
    fc.property(
      fc.record({
        sessionCount: count,
        countDoubtful: fc.boolean(),
        purchases: fc.oneof(count, fc.constant(Number.NaN)),
        lastAt: fc.oneof(time, fc.constant(Number.NaN)),
        linkedUser: fc.string(),
        linkedAt: time,
        linkDoubtful: fc.boolean(),
        lostAt: time,
        sessions: fc.array(open, { maxLength: 8 }),
      }),
      (values) => {
        const state = { ...noState(), version: VERSION, ...values };
        const out = new TextBuffer(64);
        form.write(out, state, VERSION);
        expect(form.read(out.view().toString(), NOW)).toEqual(state);
      },
    ),
  );
});

const lost = (version: string) => ({
  ...noState(),
  version,
  countDoubtful: true,
  linkDoubtful: true,
  lostAt: NOW,
  unreadable: true,
});

/** A state of one session and one event, as it stands in Redis. */
function sound(): string {
  const [session] = fc.sample(open, { numRuns: 1, seed: 3 });
  const [remembered] = fc.sample(rememberedEvent, { numRuns: 1, seed: 3 });
  const added = [{ eventId: "e-1", remembered: remembered! }];
  const out = new TextBuffer(64);
  form.write(out, { ...noState(), sessions: [session!], memory: { ...nothingRemembered(), added } }, VERSION);
  return out.view().toString();
}

const head = sound().split("\t").slice(0, 2).join("\t");

test.each([
  { description: "another program's value", text: "hello" },
  { description: "nothing at all", text: "" },
  { description: "a value without a version", text: "\n1" },
  { description: "half a session of format 1", text: `${VERSION}\n1\t0\tid\t1` },
  { description: "half a session", text: `${head}\t1\t0\t0\t0\t0\t\t\t0\tid\t1` },
  {
    description: "a session that began at no time",
    text: `${head}\t1\t0\t0\t0\t0\t\t\t0\tid\t1\t1\tnow\t1\t\t${"\t1".repeat(8)}`,
  },
  { description: "a header without its memory", text: sound().slice(0, sound().indexOf("\n\t")) },
  { description: "a memory without its shared line", text: sound().replace(/\n\t.*\n/, "\n") },
  { description: "a state of a newer format", text: `${VERSION}\nf5\t1\t0\t0` },
  { description: "a link at no time", text: `${head}\t1\t0\t0\t0\t0\t\tu-1\tnow` },
  { description: "a state of a layout that nobody knows", text: `${VERSION}\nf2\tabcdef\t1\t0\t0\t0` },
  { description: "a layout named as what every object has", text: `${VERSION}\nf2\tconstructor\t1\t0\t0\t0` },
])("$description counts as lost, and keeps the version that a write has to expect", ({ text }) => {
  expect(form.read(text, NOW)).toEqual(lost(text.slice(0, VERSION.length)));
});

describe("a damaged state", () => {
  const bytes = Buffer.from(JSON.stringify(rawEvent({ event_id: "e-1" })));
  const event = readEvent(bytes, streamRecord(bytes), 0, enrichment) as ReadEvent;
  const context = {
    now: NOW,
    nextWriteId: () => VERSION.slice(4),
    enrichment,
    rules: enrichRules,
    lookUps: enrichment.lookUps.map(() => () => ({ status: "missing" as const })),
  };
  const server = { name: VERSION.slice(0, 4), since: 0 };
  const enriched = (stored: string) => {
    const { remembered, ...user } = enrichDevice({ device: "u-1", events: [event] }, stored, server, context);
    return { ...user, text: enrichment.lines.text({ event, remembered: remembered[0]! }) };
  };

  test("that is cut off, wherever, throws nothing and makes no line that is not JSON of known values", () => {
    const whole = sound();
    for (let end = 0; end <= whole.length; end += 1) {
      const { text } = enriched(whole.slice(0, end));
      expect(JSON.parse(text)).toMatchObject({
        event_time: expect.stringMatching(/^\d{4}-/),
        session_index: expect.any(Number),
        session_started_at: expect.stringMatching(/^\d{4}-/),
        enrichment_status: { session: expect.any(String) },
      });
    }
  });

  test("that has anything in it, anywhere, throws nothing", () => {
    const whole = sound();
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(9), fc.string({ unit: "grapheme" }), (at, cut, text) => {
        JSON.parse(enriched(whole.slice(0, at) + text + whole.slice(at + cut)).text);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    { description: "lacks a value", damage: (line: string) => line.slice(0, line.lastIndexOf("\t")) },
    { description: "has one too many", damage: (line: string) => `${line}\t1` },
    { description: "tells no time", damage: (line: string) => line.replace(/\t[^\t]+/, "\tnever") },
  ])("whose line of the event $description counts as lost", ({ damage }) => {
    const whole = sound();
    const line = whole.slice(whole.lastIndexOf("\n") + 1);
    expect(enriched(whole)).toMatchObject({ redelivered: 1, stateLost: false, write: undefined });
    const { text, ...user } = enriched(whole.replace(line, damage(line)));
    expect(user).toMatchObject({ redelivered: 0, stateLost: true, write: { expected: VERSION } });
    expect(JSON.parse(text)).toMatchObject({ session_index: 1, enrichment_status: { session: "stale" } });
  });
});
