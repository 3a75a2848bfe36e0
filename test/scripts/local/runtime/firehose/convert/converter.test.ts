import { afterEach, describe, expect, test } from "@jest/globals";
import {
  type Converter,
  startConverter,
} from "../../../../../../scripts/local/runtime/firehose/convert/converter.ts";

const columns = [{ name: "n", type: "int" }];
const bytes = (n: unknown) => Buffer.from(JSON.stringify({ n }));

let converter: Converter;
afterEach(() => converter.close());

describe("the converter", () => {
  test("answers each batch with its own rows and failures, and leaves the records as they are", async () => {
    converter = startConverter();
    const records = [bytes(1), bytes("x"), bytes(2)];
    const [first, second] = await Promise.all([
      converter.convert(columns, records),
      converter.convert(columns, [bytes(3)]),
    ]);
    expect([first.rows, first.failures.map(({ index }) => index)]).toEqual([2, [1]]);
    expect([second.rows, second.failures]).toEqual([1, []]);
    expect(records[0]!.toString()).toBe('{"n":1}');
  });

  test("rejects what it cannot do, and goes on with the next batch", async () => {
    converter = startConverter();
    const broken = converter.convert([{ name: "n", type: "unheard of" }], [bytes(1)]);
    await expect(broken).rejects.toThrow("The conversion to Parquet broke");
    expect((await converter.convert(columns, [bytes(1)])).rows).toBe(1);
  });
});
