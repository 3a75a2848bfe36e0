import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TrinoSQL } from "dt-sql-parser";
import { speakTrino } from "../../../scripts/local/runtime/athena/dialect.ts";
import { forgettingCondition } from "../../../shared/forget/condition.ts";
import { hashesOf, needlesOf } from "../../../shared/forget/needles.ts";
import { forgettingStatements } from "../../../shared/forget/tables.ts";

const columns = new Map([
  ["event_id", "VARCHAR"],
  ["user_id", "VARCHAR"],
  ["anonymous_id", "VARCHAR"],
  ["page_url", "VARCHAR"],
  ["properties", "MAP(VARCHAR, VARCHAR)"],
  ["event_time", "TIMESTAMP"],
  ["visitor", "VARCHAR"],
]);

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
  await speakTrino(connection);
});
afterAll(() => instance.closeSync());

const text = (value: string | undefined) =>
  value === undefined ? "null" : `'${value.replaceAll("'", "''")}'`;

async function holds(condition: string, row: Record<string, string>): Promise<boolean> {
  const { properties = "null", event_time = "2026-03-04 12:00:00" } = row;
  const values = `select ${text(row.user_id)}::varchar as user_id, ${text(row.anonymous_id)}::varchar as anonymous_id,
    ${text(row.page_url)}::varchar as page_url, ${properties}::map(varchar, varchar) as properties,
    timestamp '${event_time}' as event_time, ${text(row.visitor)}::varchar as visitor`;
  const answer = await connection.runAndReadAll(`select ${condition} from (${values})`);
  return answer.getRowsJS()[0]![0] as boolean;
}

const ann = forgettingCondition(
  needlesOf(["ann-1234", "o'neill"]),
  [{ device: "family", firstLinkedAt: "2026-03-04T10:00:00.000Z" }],
  columns,
  ["visitor"],
);

describe("forgettingCondition", () => {
  test.each<{ what: string; row: Record<string, string>; is: boolean }>([
    { what: "the user's id", row: { user_id: "ann-1234" }, is: true },
    { what: "an id with a quote", row: { anonymous_id: "o'neill" }, is: true },
    { what: "a derived column", row: { visitor: "ann-1234" }, is: true },
    { what: "an address of a page with the id", row: { page_url: "https://x/?u=ann-1234" }, is: true },
    {
      what: "a property with its hash",
      row: { properties: `map {'e': '${hashesOf("ann-1234")[0]}'}` },
      is: true,
    },
    { what: "the name of a property", row: { properties: "map {'ann-1234': 'x'}" }, is: true },
    {
      what: "the shared device before the first login",
      row: { anonymous_id: "family", event_time: "2026-03-04 09:59:59" },
      is: true,
    },
    { what: "the shared device later", row: { anonymous_id: "family" }, is: false },
    {
      what: "another user there before",
      row: { anonymous_id: "family", user_id: "bob", event_time: "2026-03-04 09:00:00" },
      is: false,
    },
    {
      what: "somebody else",
      row: { user_id: "bob", page_url: "https://x/", properties: "map {'a': 'b'}" },
      is: false,
    },
    { what: "nothing at all", row: {}, is: false },
  ])("of $what is $is", async ({ row, is }) => expect(await holds(ann, row)).toBe(is));

  test("is Trino's by its grammar, as are the rows that it deletes", () => {
    const { delete: deletion } = forgettingStatements("curated", ann);
    expect(new TrinoSQL().validate(`${deletion};\nselect "$path" from events where ${ann}`)).toEqual([]);
  });

  test("asks only for columns that there are", () => {
    expect(forgettingCondition(needlesOf(["a"]), [], new Map([["user_id", "string"]]))).not.toMatch(
      /person_id|page_url/,
    );
  });
});
