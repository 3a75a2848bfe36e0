import { expect, describe as suite, test } from "@jest/globals";
import fc from "fast-check";
import { describe, failureId } from "../../../shared/failure/describe.ts";
import {
  type Replayed,
  replayedByKey,
  replayedIn,
  replayedInBytes,
  replayKey,
  withoutReplayed,
  withReplayed,
} from "../../../shared/failure/replayed.ts";
import { failure } from "./builders.ts";

const replayed: Replayed = {
  replay_of: failureId(failure()),
  replay_count: 2,
  first_failed_at: "2026-03-01T12:00:00.000Z",
};
const mark = (text: string, marks = replayed) => {
  const marked = withReplayed(Buffer.from(text), marks);
  return marked && Buffer.from(marked).toString();
};

suite("withReplayed", () => {
  test.each([
    { what: "an event without metadata", text: '{"a": 1e400, "n":12345678901234567890}' },
    { what: "an empty object", text: "{}" },
    { what: "metadata of its own", text: '{"metadata":{"source":"web"},"b":[1,{"metadata":{}}]}' },
    { what: "metadata that is null", text: '{"metadata":null,"b":1}' },
    { what: "metadata of an empty text", text: '{"metadata":"","b":1}' },
    { what: "two of them: the last one counts", text: '{"metadata":{"a":"1"},"metadata": {"b":"2"} }' },
    { what: "quotes and braces in texts", text: '{"a\\"}{":"\\\\","metadata":{"x":"}\\""}}' },
    { what: "the name in an escape", text: '{"meta\\u0064ata":{"x":"y"}}' },
  ])("marks $what, and changes nothing else", ({ text }) => {
    const marked = mark(text)!;
    expect(replayedInBytes(Buffer.from(marked))).toEqual(replayed);
    const { metadata: before, ...others } = JSON.parse(text);
    const { metadata, ...same } = JSON.parse(marked);
    expect(same).toEqual(others);
    expect(metadata).toMatchObject(before || {});
  });

  test("leaves numbers as they were written", () => {
    expect(mark('{"n":12345678901234567890}')).toMatch('{"n":12345678901234567890,"metadata"');
  });

  test("replaces the marks of the replay before", () => {
    const again = mark(mark('{"metadata":{"source":"web"}}')!, { ...replayed, replay_count: 3 })!;
    expect(replayedInBytes(Buffer.from(again))).toEqual({ ...replayed, replay_count: 3 });
    expect(Object.keys(JSON.parse(again).metadata)).toHaveLength(4);
    expect(again.match(/replay_of/g)).toHaveLength(1);
  });

  test.each([
    { what: "over several lines", text: '{\n  "metadata": {\n    "source": "web"\n  }\n}' },
    { what: "with numbers as they were written", text: '{"metadata":{"n":12345678901234567890,"m":1e400}}' },
    { what: "with a name twice", text: '{"metadata":{"a":"1","a":"2"},"b":1}' },
  ])("leaves metadata $what", ({ text }) => {
    const again = mark(mark(text)!, { ...replayed, replay_count: 3 })!;
    expect(replayedInBytes(Buffer.from(again))).toEqual({ ...replayed, replay_count: 3 });
    expect(withoutReplayed(mark(text)!)).toBe(text);
    expect(withoutReplayed(again)).toBe(text);
  });

  test("replaces marks that a patch has put others behind", () => {
    const { metadata } = JSON.parse(mark("{}")!);
    const marked = mark(JSON.stringify({ metadata: { ...metadata, a: "1" } }), {
      ...replayed,
      replay_count: 3,
    })!;
    expect(replayedInBytes(Buffer.from(marked))).toEqual({ ...replayed, replay_count: 3 });
    expect(withoutReplayed(marked)).toBe('{"metadata":{"a":"1"}}');
  });

  test("takes the names of the marks from a producer that has another use for them", () => {
    const marked = mark('{"metadata":{"replay_of":"a film","a":"1","replay_count":"7"}}')!;
    expect(replayedInBytes(Buffer.from(marked))).toEqual(replayed);
    expect(withoutReplayed(marked)).toBe('{"metadata":{"a":"1"}}');
  });

  test.each([
    "no json",
    "[]",
    "7",
    "null",
    '{"metadata":"text"}',
    `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`,
  ])("cannot mark %.40s", (text) => {
    expect(mark(text)).toBeUndefined();
  });

  test("comes off again, for any event", () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(
        value,
        fc.option(fc.dictionary(fc.string({ minLength: 1 }), fc.string())),
        (event, metadata) => {
          const text = JSON.stringify({ ...event, metadata: metadata ?? undefined });
          const marked = mark(text)!;
          expect(replayedIn(JSON.parse(marked).metadata)).toEqual(replayed);
          const bare = JSON.stringify(JSON.parse(text));
          const isBare = metadata == null || Object.keys(metadata).length > 0;
          if (isBare) expect(withoutReplayed(marked)).toBe(bare);
        },
      ),
    );
  });
});

suite("replayedIn", () => {
  test.each([
    { what: "nothing", metadata: undefined },
    { what: "another use of the name", metadata: { replay_of: "a film" } },
    { what: "a count of none", metadata: { ...marksOf(), replay_count: "0" } },
    { what: "no time", metadata: { ...marksOf(), replay_first_failed_at: "yesterday" } },
  ])("sees no replay in $what", ({ metadata }) => {
    expect(replayedIn(metadata)).toBeUndefined();
  });

  function marksOf() {
    return JSON.parse(mark("{}")!).metadata;
  }
});

test("a record's key brings the marks of bytes that are no event", () => {
  expect(replayedByKey(replayKey(replayed))).toEqual(replayed);
  expect(replayedByKey("17")).toBeUndefined();
  expect(replayedByKey("replay/of/love")).toBeUndefined();
});

suite("a replayed event that fails again", () => {
  const context = { component: "enrich", now: Date.parse("2026-03-02T00:00:00.000Z") };
  const payload = Buffer.from(mark('{"event_name":"click"}')!);
  const elsewhere = { ...failure().source, sequence_number: "7", shard_id: "shardId-9" };

  test("is the same failure, with one replay more and the time of the first", () => {
    expect(describe(failure({ payload, source: elsewhere }), context)).toMatchObject({
      failure_id: failureId(failure()),
      replay_of: failureId(failure()),
      replay_count: 2,
      first_failed_at: "2026-03-01T12:00:00.000Z",
      failed_at: "2026-03-02T00:00:00.000Z",
    });
  });

  test("at another stage is another failure of the same record", () => {
    const row = describe(failure({ payload, source: elsewhere, stage: "archive" }), context);
    expect(row.failure_id).toBe(failureId(failure({ stage: "archive" })));
    expect(row.replay_of).toBe(failureId(failure()));
  });
});
