import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type SendOptions, sendFile } from "../../../scripts/send/send-file.ts";
import { UserError } from "../../../scripts/user-error.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
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
  return { result, texts: sink.texts(), failed: failures.taken, file };
}

const line = (id: string) => JSON.stringify(rawEvent({ event_id: id, user_id: "u" }));
const lines = (count: number) => Array.from({ length: count }, (_, at) => line(`e-${at}`));

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
    expect(result).toEqual({ read: expected.length, sent: expected.length, failed: 0 });
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
    expect(result).toEqual({ read: 2, sent: 2, failed: 0 });
    const [first, second] = texts.map((text) => JSON.parse(text));
    expect(first).toMatchObject({
      event_id: "1",
      price: 9.5,
      properties: { note: `say "hi"${mark} twice\n` },
    });
    expect(second).not.toHaveProperty("price");
  });

  test("--source names the source of events that bring none, and of those only", async () => {
    const own = JSON.stringify(rawEvent({ metadata: { source: "ios" } }));
    const { texts } = await send("e.ndjson", `${line("a")}\n${own}`, { sourceName: "import" });
    expect(texts.map((text) => JSON.parse(text).metadata.source)).toEqual(["import", "ios"]);
    expect(texts[1]).toBe(own);
  });
});

describe("sendFile: what is wrong is not dropped", () => {
  test.each([
    { description: "a line that is no JSON", bad: "198.18.0.1 - GET /" },
    { description: "a line cut short", bad: '{"event_id":"x' },
    { description: "a number", bad: "42" },
    { description: "a list", bad: "[1,2]" },
  ])("$description goes on as it is", async ({ bad }) => {
    const { result, texts } = await send("e.ndjson", [line("a"), bad, line("b")].join("\n"));
    expect(result).toEqual({ read: 3, sent: 3, failed: 0 });
    expect(texts.sort()).toEqual([line("a"), bad, line("b")].sort());
  });

  test("bytes that are no UTF-8 go on as they are", async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const sink = memoryStream();
    const file = path.join(folder, "latin1.ndjson");
    await writeFile(file, bytes);
    const publish = publisher({
      sink,
      failures: memoryFailures(),
      lanes: 4,
      packBytes: 1000,
      compression: "none",
    });
    await sendFile({ path: file, mapping: loadMapping("native"), publish });
    expect(Buffer.from(sink.records[0]!.data)).toEqual(bytes);
  });

  test("a record that cannot be mapped fails at stage produce with its line and its bytes", async () => {
    const bad = JSON.stringify({ userId: "u", eventType: "view" });
    const { result, failed } = await send("e.ndjson", `${bad}\n`, { mapping: loadMapping("camel") });
    expect(result).toEqual({ read: 1, sent: 0, failed: 1 });
    expect(failed).toMatchObject([
      {
        stage: "produce",
        reason: "schema_violation",
        source: { stream: "file:e.ndjson", sequence_number: "1" },
      },
    ]);
    expect(Buffer.from(failed[0]!.payload).toString()).toBe(bad);
  });

  test("a CSV row with a cell too many goes on as it is", async () => {
    const mapping = {
      name: "m",
      fields: {
        event_name: "a",
        app_id: "b",
        client_created_at: { constant: "2026-03-04T10:00:00Z" },
        user_id: "a",
      },
    };
    const { result, texts } = await send("e.csv", "a,b\n1,2\n1,2,3\n4,5\n", { mapping });
    expect(result).toEqual({ read: 3, sent: 3, failed: 0 });
    expect(texts).toContain("1,2,3");
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
      description: "a quote without an end",
      name: "e.csv",
      content: 'a,b\n"1,2\n',
      says: "The CSV cannot be read",
    },
  ])("$description", async ({ name, content, says }) => {
    const { result } = await send(name, content);
    expect(result).toBeInstanceOf(UserError);
    expect((result as Error).message).toContain(says);
  });

  test.each([
    { description: "a file that is not there", file: "missing.json", says: "is not there" },
    { description: "a folder", file: ".", says: "is a folder" },
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
      /2 events of .*e\.ndjson, the first from record 2, were not taken \(no answer in time\)/,
    );
  });
});
