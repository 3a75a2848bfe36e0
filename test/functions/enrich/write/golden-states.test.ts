import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { type ReadEvent, readEvent } from "../../../../functions/enrich/read.ts";
import type { DeviceState } from "../../../../functions/enrich/session/state.ts";
import { recall } from "../../../../functions/enrich/write/memory.ts";
import { stepFields } from "../../../../shared/event/enriched.ts";
import { TextBuffer } from "../../../../shared/json/text-buffer.ts";
import { enrichment } from "../../../builders/enrichment.ts";
import { streamRecord } from "../../../builders/stream-record.ts";
import { readableState } from "./readable-state.ts";

const FOLDER = "test/fixtures/session-state";
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".txt"))
  .map((file) => file.slice(0, -".txt".length));

const { state: form } = enrichment;

/** A state that an earlier version left in Redis, and what it said of it. */
function golden(name: string) {
  const stored = readFileSync(`${FOLDER}/${name}.txt`, "utf8");
  return { stored, ...JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8")) };
}

const packed = (state: DeviceState, version: string): string => {
  const out = new TextBuffer(64);
  form.write(out, state, version);
  return out.view().toString();
};

const ofTheBytes = enrichment.steps
  .filter(({ kind }) => kind === "text" || kind === "content")
  .flatMap(({ name }) => Object.keys((stepFields as Record<string, object>)[name]!));

const onlyOf = (event: Record<string, unknown>, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(event).filter(([field]) => fields.includes(field)));

describe.each(names)("a state of %s", (name) => {
  const { stored, state, events } = golden(name);

  test("is read with all of its sessions", () => {
    expect(readableState(form.read(stored, 0))).toEqual({
      lostAt: 0,
      unreadable: false,
      linkedAt: 0,
      linkDoubtful: false,
      lastAt: Math.max(...state.sessions.map(({ lastAt }: { lastAt: number }) => lastAt)),
      ...state,
    });
  });

  test("gives every event that it remembers the values that it got, and gives them again once rewritten", () => {
    const rewritten = packed(form.read(stored, 0), "three.wwwwwwwwwwwww1");
    for (const text of [stored, rewritten]) {
      const { memory } = form.read(text, 0);
      expect(memory.earlierCount).toBe(events.length);
      for (const { raw, line } of events) {
        const bytes = Buffer.from(JSON.stringify(raw));
        const event = readEvent(bytes, streamRecord(bytes), 0, enrichment) as ReadEvent;
        const remembered = recall(memory, raw.event_id, form.memory);
        if (remembered === undefined || remembered === "damaged")
          throw new Error(`The state does not remember ${raw.event_id}.`);
        const written = JSON.parse(enrichment.lines.text({ event, remembered }));
        // A step that has been added since, and needs no more than the event's bytes, gives its fields all the same. What the
        // event says itself is not remembered, and may be brought into another form since.
        const own = [...Object.keys(raw), "event_fingerprint"];
        expect(written).toEqual({ ...onlyOf(written, ofTheBytes), ...line, ...onlyOf(written, own) });
      }
    }
  });

  test("is written in the present form, and that form is read as it was", () => {
    const rewritten = packed(form.read(stored, 0), "three.wwwwwwwwwwwww1");
    expect(rewritten).toMatch(/^three\.w+1\nf4\t/);
    expect(packed(form.read(rewritten, 0), "three.wwwwwwwwwwwww1")).toBe(rewritten);
  });
});
