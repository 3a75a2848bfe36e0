import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { documentId, eventsOfDocument } from "../../../functions/produce/document.ts";
import { type SendOptions, sendFile } from "../../../scripts/send/send-file.ts";
import { NotSentWhole } from "../../../scripts/send/sent.ts";
import { UserError } from "../../../scripts/user-error.ts";
import { loadMapping, mappings } from "../../../shared/mapping/load.ts";
import { publisher } from "../../../shared/publish/publish.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { memoryFailures, memoryStream } from "../../shared/publish/builders.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "send-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function send(name: string, content: string | Uint8Array, override: Partial<SendOptions> = {}) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  const sink = memoryStream();
  const failures = memoryFailures();
  const publish = publisher({ sink, failures, lanes: 4, packBytes: 100_000, compression: "none" });
  const ended = sendFile({ path: file, mapping: loadMapping("native"), publish, ...override });
  const result = await ended.catch((error: Error) => error);
  const endings = result instanceof Error ? [] : result.endings.all;
  return { result, endings, texts: sink.texts(), failed: failures.taken, file };
}

const line = (id: string) => JSON.stringify(rawEvent({ event_id: id, user_id: "u" }));
const lines = (count: number) => Array.from({ length: count }, (_, at) => line(`e-${at}`));

describe("sendFile: lines of Elasticsearch's bulk API", () => {
  const bare = (name: string) => ({ ...rawEvent({ event_name: name, user_id: "u" }), event_id: undefined });
  const bulk = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

  test("the actions are no records, and name the documents behind them", async () => {
    const content = bulk({ index: { _index: "web", _id: "7" } }, bare("one"), { create: {} }, bare("two"));
    const { result, texts } = await send("bulk.ndjson", content);
    const [one, two] = texts.map((text) => JSON.parse(text));
    expect(result).toMatchObject({ read: 2, sent: 2, failed: 0 });
    expect([one.event_name, two.event_name]).toEqual(["one", "two"]);
    expect(one.event_id).toBe(documentId("web", "7"));
    expect(two.event_id).not.toBe(one.event_id);
  });

  test("an action is for the next line alone, also where that is damaged", async () => {
    const content = `${bulk({ index: { _id: "7" } })}{"cut\n${bulk(bare("one"), bare("one"))}`;
    const { result, texts } = await send("bulk.ndjson", content);
    expect(result).toMatchObject({ read: 3, sent: 2, failed: 1 });
    expect(texts.map((text) => JSON.parse(text).event_id)).not.toContain(documentId("", "7"));
  });

  test.each([
    { description: "an action that brings no document", line: { delete: { _id: "7" } } },
    { description: "an object that is called so", line: { index: { event_name: "x" } } },
    { description: "an action beside something else", line: { index: { _id: "7" }, event_name: "x" } },
  ])("$description is a record", async ({ line: value }) => {
    const { result } = await send("bulk.ndjson", bulk(value, bare("one")));
    expect(result).toMatchObject({ read: 2 });
  });
});

describe("sendFile: what a file may look like", () => {
  const two = [line("a"), line("b")];
  const pretty = JSON.stringify([JSON.parse(two[0]!), JSON.parse(two[1]!)], null, 2);

  test.each([
    { description: "NDJSON", name: "e.ndjson", content: `${two.join("\n")}\n`, texts: two },
    { description: "NDJSON without a last line end", name: "e.jsonl", content: two.join("\n"), texts: two },
    {
      description: "NDJSON with CRLF and blank lines",
      name: "e.ndjson",
      content: `${two.join("\r\n\r\n")}\r\n`,
      texts: two,
    },
    { description: "NDJSON called .json", name: "e.json", content: `${two.join("\n")}\n`, texts: two },
    { description: "a list on one line", name: "e.json", content: `[${two.join(",")}]`, texts: two },
    { description: "one object", name: "e.json", content: two[0]!, texts: [two[0]!] },
    {
      description: "NDJSON after a byte order mark",
      name: "e.ndjson",
      content: `\uFEFF${two.join("\n")}`,
      texts: two,
    },
    { description: "gzip", name: "e.ndjson.gz", content: gzipSync(two.join("\n")), texts: two },
    {
      description: "gzip in two members",
      name: "e.ndjson.gz",
      content: Buffer.concat([gzipSync(`${two[0]}\n`), gzipSync(two[1]!)]),
      texts: two,
    },
    { description: "gzip without .gz", name: "e.ndjson", content: gzipSync(two.join("\n")), texts: two },
    { description: "a file without a telling name", name: "events", content: two.join("\n"), texts: two },
  ])("$description: every event keeps its bytes", async ({ name, content, texts: expected }) => {
    const { result, texts } = await send(name, content);
    expect(result).toMatchObject({ read: expected.length, sent: expected.length, failed: 0 });
    expect(texts).toEqual(expected);
  });

  test.each([
    { description: "a list over many lines", content: pretty },
    {
      description: "objects over many lines",
      content: two.map((text) => JSON.stringify(JSON.parse(text), null, 2)).join("\n"),
    },
  ])("$description", async ({ content }) => {
    const { texts } = await send("e.json", content);
    expect(texts.map((text) => JSON.parse(text).event_id)).toEqual(["a", "b"]);
  });

  test("brackets and quotes inside of texts do not split a list", async () => {
    const tricky = JSON.stringify(rawEvent({ page_title: 'a "]},{[" \\' }));
    const { texts } = await send("e.json", `[ ${tricky} , ${line("b")} ]`);
    expect(texts).toEqual([tricky, line("b")]);
  });

  test.each([",", ";", "\t"])("CSV separated by %j", async (mark) => {
    const mapping = {
      name: "orders",
      fields: {
        event_id: "id",
        event_name: { constant: "purchase" },
        app_id: { constant: "shop" },
        client_created_at: "at",
        user_id: "user",
        price: "amount",
      },
    };
    const content = [
      ["id", "at", "user", "amount", "note"],
      ["1", "2026-03-04T10:00:00Z", "u", "9.5", `"say ""hi""${mark} twice\n"`],
      ["2", "2026-03-04T10:00:01Z", "u", "", ""],
    ]
      .map((row) => row.join(mark))
      .join("\n");
    const { result, texts } = await send("e.csv", content, { mapping });
    expect(result).toMatchObject({ read: 2, sent: 2, failed: 0 });
    const [first, second] = texts.map((text) => JSON.parse(text));
    expect(first).toMatchObject({
      event_id: "1",
      price: 9.5,
      properties: { note: `say "hi"${mark} twice\n` },
    });
    expect(second).not.toHaveProperty("price");
  });

  test("a text of JSON in JSON, as queues and logs write one, is what it holds", async () => {
    const { result, texts } = await send(
      "e.ndjson",
      `${JSON.stringify(line("a"))}\n${line("b")}\n"no JSON"\n`,
    );
    expect(result).toMatchObject({ read: 3, sent: 2, failed: 1 });
    expect(texts.map((text) => JSON.parse(text).event_id)).toEqual(["a", "b"]);
  });

  test("documents of a database lose the types of their values", async () => {
    const at = { $date: "2026-03-04T10:00:00Z" };
    const document = {
      _id: { $oid: "65" },
      eventId: "a",
      eventName: "click",
      userId: { $numberInt: "7" },
      timestamp: at,
    };
    const { texts } = await send("e.json", JSON.stringify([document]), { mapping: loadMapping("camel") });
    expect(texts.map((text) => JSON.parse(text))).toMatchObject([
      { event_id: "a", user_id: "7", client_created_at: at.$date, properties: { _id: "65" } },
    ]);
  });

  test("--source names the source of events that bring none, and of those only", async () => {
    const own = JSON.stringify(rawEvent({ metadata: { source: "ios" } }));
    const { texts } = await send("e.ndjson", `${line("a")}\n${own}`, { sourceName: "import" });
    expect(texts.map((text) => JSON.parse(text).metadata.source)).toEqual(["import", "ios"]);
    expect(texts[1]).toBe(own);
  });
});

describe("sendFile: what is worth a look is told", () => {
  test("with the number of the event where a value holds several", async () => {
    const events = [line("a"), line("b").replace('"u"', '"null"')].map((text) => JSON.parse(text));
    const { endings } = await send("e.json", JSON.stringify({ events }));
    expect(endings[0]!.examples[0]).toMatch(/^e\.json:1 \(value 1, event 2\) user_id must be an id/);
  });

  test("an attribute that does not fit, and an id that another event has", async () => {
    const [first, second] = [{ price: "five" }, { price: 5 }].map((change) =>
      JSON.stringify({ ...JSON.parse(line("p-1")), ...change }),
    );
    const { result } = await send("e.ndjson", `${first}\n${second}\n${second}\n${line("b")}\n`);
    expect(result).toMatchObject({ read: 4, sent: 4, failed: 0 });
    const { endings } = result as { endings: { kept: unknown; repeated: unknown } };
    expect(endings.kept).toEqual([
      { attribute: "price", count: 1, example: "e.ndjson:1 price must be a number" },
    ]);
    expect(endings.repeated).toEqual({ count: 2, example: "e.ndjson:2, as e.ndjson:1" });
  });
});

describe("sendFile: what is wrong is not dropped", () => {
  test.each([
    { description: "a line that is no JSON", bad: "198.18.0.1 - GET /", reason: "not_json" },
    { description: "a line cut short", bad: '{"event_id":"x', reason: "not_json" },
    { description: "a number", bad: "42", reason: "not_an_object" },
    { description: "a list without an event", bad: "[1,2]", reason: "not_an_object" },
    {
      description: "bytes that are not UTF-8",
      bad: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      reason: "not_json",
    },
    {
      description: "thousands of levels",
      bad: `${line("deep").slice(0, -1)},"properties":{"a":${"[".repeat(6_000)}${"]".repeat(6_000)}}}`,
      reason: "schema_violation",
    },
  ])("$description fails alone, with its bytes and its line", async ({ bad, reason }) => {
    const [before, after] = [`${line("a")}\n`, `\n${line("b")}`];
    const content = Buffer.concat([Buffer.from(before), Buffer.from(bad as string), Buffer.from(after)]);
    for (const mapping of mappings.values()) {
      const { result, failed } = await send("e.ndjson", content, { mapping });
      expect(result).toMatchObject({ read: 3 });
      const [failure] = failed.filter(({ source }) => source.sequence_number === "2");
      expect(failure).toMatchObject({ stage: "produce", reason, source: { stream: "file:e.ndjson" } });
      expect(Buffer.from(failure!.payload)).toEqual(Buffer.from(bad as string));
    }
  });

  test("without a place for failed events what cannot be read goes on as it is", async () => {
    const { result, endings, texts } = await send("e.ndjson", `${line("a")}\n{"x\n[1]\n`, {
      failedPath: false,
    });
    expect(result).toMatchObject({ read: 3, sent: 3, failed: 0 });
    expect(texts.sort()).toEqual([line("a"), '{"x', "[1]"].sort());
    expect(endings.map(({ stage, reason, count }) => [stage, reason, count])).toEqual([
      ["decode", "not_json", 1],
      ["decode", "not_an_object", 1],
    ]);
  });

  test("what the schema refuses is sent, and told beforehand with the first place", async () => {
    const lines = [
      line("a"),
      line("b").replace('"event_name"', '"name"'),
      `${line("c").slice(0, -1)},"app_id":["x"]}`,
    ];
    const { result, endings } = await send("e.ndjson", lines.join("\n"));
    expect(result).toMatchObject({ read: 3, sent: 3, failed: 0 });
    expect(endings).toEqual([
      {
        stage: "validate",
        reason: "schema_violation",
        count: 2,
        examples: ["e.ndjson:2 event_name is required", "e.ndjson:3 app_id must be text of 1–128 characters"],
      },
    ]);
  });

  test("a record that cannot be mapped fails at stage produce with its line and its bytes", async () => {
    const bad = JSON.stringify({ userId: "u", eventType: "view" });
    const { result, failed } = await send("e.ndjson", `${bad}\n`, { mapping: loadMapping("camel") });
    expect(result).toMatchObject({ read: 1, sent: 0, failed: 1 });
    expect(failed).toMatchObject([
      {
        stage: "produce",
        reason: "schema_violation",
        source: { stream: "file:e.ndjson", sequence_number: "1" },
      },
    ]);
    expect(Buffer.from(failed[0]!.payload).toString()).toBe(bad);
  });

  test("a CSV row with a cell too many fails with its bytes", async () => {
    const mapping = {
      name: "m",
      fields: {
        event_name: "a",
        app_id: "b",
        client_created_at: { constant: "2026-03-04T10:00:00Z" },
        user_id: "a",
      },
    };
    const { result, failed } = await send("e.csv", "a,b\n1,2\n1,2,3\n4,5\n", { mapping });
    expect(result).toMatchObject({ read: 3, sent: 2, failed: 1 });
    expect(failed).toMatchObject([{ source: { sequence_number: "3" } }]);
    expect(Buffer.from(failed[0]!.payload).toString()).toBe("1,2,3");
  });

  test("the same file gives the same ids", async () => {
    const mapping = loadMapping("native");
    const content = `${JSON.stringify(rawEvent({ event_id: undefined }))}\n`.repeat(3);
    const ids = async () =>
      (await send("same.ndjson", content, { mapping })).texts.map((text) => JSON.parse(text).event_id);
    const first = await ids();
    expect(new Set(first).size).toBe(3);
    expect(await ids()).toEqual(first);
  });
});

describe("sendFile: encodings", () => {
  const umlauts = (encoding: BufferEncoding) =>
    Buffer.from(`event_id,event_name,app_id,client_created_at,user_id,page_title\n${row}`, encoding);
  const row = "a,x,shop,2026-03-04T10:00:00Z,u,Größe Ä\n";
  const titles = (texts: string[]) => texts.map((text) => JSON.parse(text).page_title);

  test.each([
    {
      description: "UTF-16 by its mark",
      content: Buffer.concat([Buffer.of(0xff, 0xfe), umlauts("utf16le")]),
    },
    { description: "what is named", content: umlauts("latin1"), encoding: "windows-1252" },
    { description: "UTF-8 with a mark", content: `\ufeff${umlauts("utf8")}` },
  ])("CSV in $description", async ({ content, encoding }) => {
    const { result, texts } = await send("e.csv", content, { encoding });
    expect(result).toMatchObject({ read: 1, sent: 1, failed: 0 });
    expect(titles(texts)).toEqual(["Größe Ä"]);
  });

  test.each(["e.json", "e.ndjson"])("%s in what is named", async (name) => {
    const content = Buffer.from(line("a").replace(/}$/, ',"page_title":"Größe Ä"}'), "latin1");
    const { texts } = await send(name, content, { encoding: "windows-1252" });
    expect(titles(texts)).toEqual(["Größe Ä"]);
  });

  test("a row in another encoding fails alone, and says what to do", async () => {
    const content = Buffer.concat([
      umlauts("utf8"),
      Buffer.from(row, "latin1"),
      Buffer.from(row.replace("a,", "b,")),
    ]);
    const { result, endings, failed } = await send("e.csv", content);
    expect(result).toMatchObject({ read: 3, sent: 2, failed: 1 });
    expect(endings).toMatchObject([
      { count: 1, examples: [expect.stringMatching(/^e\.csv:3 .*--encoding windows-1252$/)] },
    ]);
    expect(Buffer.from(failed[0]!.payload)).toEqual(Buffer.from(row.trimEnd(), "latin1"));
  });

  test("a character that the text itself holds in place of one is no mistake", async () => {
    const { result } = await send("e.csv", umlauts("utf8").toString().replace("Ä", "\ufffd"));
    expect(result).toMatchObject({ read: 1, sent: 1, failed: 0 });
  });
});

describe("sendFile: what programs wrap around events", () => {
  const hit = (id: string, override = {}) => ({
    _index: "i",
    _id: id,
    _source: rawEvent({ event_id: undefined, ...override }),
  });

  test("documents of an export have the ids that the index itself would give them", async () => {
    const { texts } = await send(
      "dump.ndjson",
      [hit("1"), hit("2"), hit("3", { event_id: "own" })].map((doc) => JSON.stringify(doc)).join("\n"),
    );
    const source = { index: "i", ingestedAt: "2026-03-04T10:00:00Z" };
    const [indexed] = eventsOfDocument(loadMapping("native"), {
      ...source,
      id: "1",
      document: hit("1")._source,
    } as never);
    const ids = texts.map((text) => JSON.parse(text).event_id);
    expect(ids[0]).toBe(JSON.parse(String(indexed!.text)).event_id);
    expect(ids[1]).not.toBe(ids[0]);
    expect(ids[2]).toBe("own");
  });

  test("hits of a saved search, each at a place of its own", async () => {
    const answer = {
      took: 3,
      hits: { hits: [hit("1"), { _index: "i", _id: "2", _source: 5 }, hit("3"), { _index: "i", _id: "4" }] },
    };
    const { result, failed } = await send("answer.json", JSON.stringify(answer, null, 2), {
      mapping: loadMapping("camel"),
    });
    expect(result).toMatchObject({ read: 4 });
    const places = failed.map(({ source }) => source.sequence_number);
    expect(new Set(places).size).toBe(places.length);
  });

  test("an answer without hits is refused and not forgotten", async () => {
    const { result, failed } = await send("answer.json", '{"hits":{"hits":[]}}');
    expect(result).toMatchObject({ read: 1, sent: 0, failed: 1 });
    expect(failed[0]!.errors[0]!.message).toBe("the list of hits is empty");
  });

  test("calls of a batch over many lines", async () => {
    const call = { type: "track", event: "x", userId: "u", originalTimestamp: "2026-03-04T10:00:00Z" };
    const body = { batch: [{ ...call, messageId: "1" }, { type: "track" }, { ...call, messageId: "2" }] };
    const { result, endings, texts } = await send("body.json", JSON.stringify(body, null, 2), {
      mapping: loadMapping("segment"),
    });
    expect(result).toMatchObject({ read: 3, sent: 2, failed: 1 });
    expect(texts.map((text) => JSON.parse(text).event_id).sort()).toEqual(["1", "2"]);
    expect(endings).toMatchObject([{ count: 1, examples: [expect.stringContaining("body.json:1 ")] }]);
  });

  test("elements of a list within a line, also such as are no objects", async () => {
    const { result, texts, failed } = await send(
      "e.ndjson",
      `[${line("a")}, 7,\t${line("b")}]\n[[1], ${line("c")}]\n`,
    );
    expect(result).toMatchObject({ read: 5, sent: 3, failed: 2 });
    expect(texts.map((text) => JSON.parse(text).event_id).sort()).toEqual(["a", "b", "c"]);
    expect(failed.map(({ source }) => source.sequence_number).sort()).toEqual(["1.2", "2.1"]);
  });
});

describe("sendFile: sentences", () => {
  test.each([
    {
      description: "an empty file",
      name: "e.ndjson",
      content: "",
      says: "is empty: there is nothing to send",
    },
    { description: "blank lines alone", name: "e.ndjson", content: "\n\n", says: "holds no records" },
    { description: "an empty list", name: "e.json", content: "[]", says: "holds no records" },
    {
      description: "an unknown format",
      name: "e.txt",
      content: "hello",
      says: "add --format ndjson|json|csv",
    },
    { description: "text called .gz", name: "e.ndjson.gz", content: "{}", says: "is no gzip file" },
    {
      description: "names without rows",
      name: "e.csv",
      content: "a,b\n",
      says: "a line of names and no rows",
    },
  ])("$description", async ({ name, content, says }) => {
    const { result } = await send(name, content);
    expect(result).toBeInstanceOf(UserError);
    expect((result as Error).message).toContain(says);
  });

  test.each([
    { description: "a file that is not there", file: "missing.json", says: "is not there" },
    { description: "a folder", file: ".", says: "is a folder: name a file in it." },
  ])("$description", async ({ file, says }) => {
    const publish = async () => ({ sent: 0, failed: 0, left: [] });
    const sending = sendFile({ path: path.join(folder, file), mapping: loadMapping("native"), publish });
    await expect(sending).rejects.toThrow(says);
  });

  test("of a cut gzip file everything before the cut is sent, and the sentence says how much", async () => {
    const all = lines(5_000);
    const whole = gzipSync(all.join("\n"));
    const { result, texts } = await send("cut.ndjson.gz", whole.subarray(0, Math.floor(whole.length * 0.7)));
    expect(texts.length).toBeGreaterThan(3_000);
    expect(texts).toEqual(all.slice(0, texts.length));
    expect((result as Error).message).toContain("is damaged or not complete");
    expect((result as Error).message).toContain(`${texts.length} events were read, ${texts.length} sent`);
  });

  test("of a gzip file with garbage behind it everything is sent, and the sentence says where it ends", async () => {
    const all = lines(20);
    const whole = gzipSync(all.join("\n"));
    const { result, texts } = await send("tail.ndjson.gz", Buffer.concat([whole, Buffer.from("garbage")]));
    expect(texts).toEqual(all);
    expect(result).toBeInstanceOf(NotSentWhole);
    expect((result as Error).message).toContain(`ends at byte ${whole.length}`);
    expect((result as NotSentWhole).sent).toMatchObject({ read: 20, sent: 20, failed: 0 });
  });

  test("a gzip file whose end is right but whose content is not is no success", async () => {
    const damaged = gzipSync(lines(2_000).join("\n"));
    damaged[damaged.length - 6]! ^= 0xff;
    const { result } = await send("crc.ndjson.gz", damaged);
    expect((result as Error).message).toContain("is damaged");
  });

  test("a stream that takes no more ends it with the record to go on from", async () => {
    const publish: SendOptions["publish"] = async (events) => ({ sent: 1, failed: 0, left: events.slice(1) });
    const { result } = await send("e.ndjson", lines(3).join("\n"), { publish });
    expect((result as Error).message).toMatch(
      /2 events of .*e\.ndjson, the first from e\.ndjson:2, were not taken \(no answer in time\)/,
    );
  });
});

test("visitors are the same in a file whose ids a gap made floats as in one without a gap", async () => {
  const names = "user_id,anonymous_id,event,timestamp\n";
  const row = (user: string, device: string) => `${user},${device},x,1795168800000\n`;
  const camel = { mapping: loadMapping("camel") };
  const gaps = await send("gaps.csv", names + row("12345.0", "7") + row("", "8"), camel);
  const whole = await send("whole.csv", names + row("12345", "7"), camel);
  const users = [...gaps.texts, ...whole.texts].map((text) => JSON.parse(text).user_id);
  expect(users).toEqual(["12345", undefined, "12345"]);
});
