import { describe, expect, test } from "@jest/globals";
import { fileFormatOf, isLineByLine } from "../../../scripts/send/format.ts";

const one = '{"a":1}';

describe("isLineByLine", () => {
  test.each([
    { description: "lines of objects", head: `${one}\n${one}\n`, json: true, ndjson: true },
    { description: "a damaged line first", head: `{"a":\n${one}\n${one}\n`, json: true, ndjson: true },
    { description: "a line of a log first", head: `[2026-01-01] GET /\n${one}\n`, json: true, ndjson: true },
    { description: "lines cut out of a list", head: `${one},\n${one},\n`, json: true, ndjson: true },
    { description: "lines of lists", head: `[${one}]\n[${one},${one}]\n`, json: true, ndjson: true },
    { description: "one object", head: one, json: false, ndjson: true },
    { description: "a list on one line", head: `[${one},${one}]\n`, json: false, ndjson: false },
    { description: "a long list on one line", head: `[${one},${one},`, json: false, ndjson: false },
    {
      description: "a list with a line for each element",
      head: `[\n${one},\n${one}\n]\n`,
      json: false,
      ndjson: false,
    },
    {
      description: "such a list that begins on the first line",
      head: `[${one},\n${one}]`,
      json: false,
      ndjson: false,
    },
    {
      description: "indented objects",
      head: '{\n  "a": [\n    {"b":1}\n  ]\n}\n{\n}\n',
      json: false,
      ndjson: false,
    },
    { description: "a sequence of texts", head: `\x1e${one}\n\x1e${one}\n`, json: false, ndjson: false },
    { description: "objects one behind the other", head: `${one}${one}`, json: false, ndjson: false },
    { description: "the same, cut short", head: `${one} ${one}{"a":`, json: false, ndjson: false },
    {
      description: "such objects on a damaged line",
      head: `${one}${one}\n${one}\n`,
      json: true,
      ndjson: true,
    },
    { description: "an object cut into lines", head: '{"a":1,\n"b":2}\n', json: false, ndjson: false },
    { description: "a long object", head: '{"a":"xxxxx', json: false, ndjson: true },
  ])("$description", ({ head, json, ndjson }) => {
    expect({ json: isLineByLine(head, "json"), ndjson: isLineByLine(head, "ndjson") }).toEqual({
      json,
      ndjson,
    });
  });
});

test("an access log is named as what it is, with what to do", () => {
  const line = '198.18.0.1 - - [20/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 512 "-" "Mozilla/5.0"\n';
  expect(() => fileFormatOf("access.log", line)).toThrow(/is an access log .* as JSON/);
});

test.each([
  { description: "a line of text", head: "started\n" },
  { description: "a log", head: "2026-11-20 10:00:00,123 up\n2026-11-20 10:00:01,456 down\n" },
  ...[",", ";", "\t", "|", "^", "~", "\x1f", "\x01"].map((mark) => ({
    description: `a log whose times stand behind ${JSON.stringify(mark)}`,
    head: `up${mark} 10:00\ndown${mark} 10:01\n`,
  })),
  { description: "prose", head: "Dear all, hello\n\nthis is no table\n" },
  { description: "names alone", head: "id,name\n" },
])("of $description nobody knows the format, and it is asked for", ({ head }) => {
  expect(() => fileFormatOf("events.log", head)).toThrow(/neither its name nor its beginning/);
});

test("a log whose directives name its fields is a table, whatever it is called", () => {
  expect(fileFormatOf("E2ABC.2026-11-20-10.abcd.gz", "#Version: 1.0\n#Fields: date time\n")).toBe("csv");
});

describe("formatOf", () => {
  test.each([
    { file: "a.NDJSON.GZ", head: "", format: "ndjson" },
    { file: "a.jsonl", head: "", format: "ndjson" },
    { file: "a.tsv", head: "", format: "csv" },
    { file: "events", head: " [", format: "json" },
    { file: "a.txt", head: 'id\t"name, first"\r\n1\ta\r\n', format: "csv" },
    { file: "a.psv", head: "id|name\n1|a\n2|b\n", format: "csv" },
  ])("$file is $format", ({ file, head, format }) => {
    expect(fileFormatOf(file, head)).toBe(format);
  });
});
