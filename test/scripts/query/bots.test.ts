import { describe, expect, test } from "@jest/globals";
import type { DeclaredQuery } from "../../../scripts/local/runtime/athena/types.ts";
import { botsLeftOut } from "../../../scripts/query/bots.ts";
import { sqlOf } from "../../shared/queries/warehouse.ts";

const declared = (name: string): DeclaredQuery => ({
  name,
  description: "",
  database: "d",
  sql: sqlOf(name),
});

const sentence = (name: string, bots: unknown) =>
  botsLeftOut(
    {
      list: () => ["top_pages", "revenue", "devices", "agents"].map(declared),
      run: async () => ({
        columns: ["agent_kind", "left_out", "events"].map((column) => ({ name: column, type: "varchar" })),
        rows: [
          ["browser", false, 700],
          ["bot", true, bots],
        ],
        seconds: 0,
      }),
    },
    name,
    {},
  );

describe("events of bots that a query leaves out", () => {
  test("are counted where it does", async () => {
    expect(await sentence("top_pages", 12)).toMatch(/^12 events of bots are left out/);
    expect(await sentence("revenue", 1)).toMatch(/^1 event of a bot is left out/);
  });

  test.each([
    ["a query that counts them", "devices", 12],
    ["none that was sent", "top_pages", 0],
    ["SQL of one's own", "select 1", 12],
  ])("are not spoken of: %s", async (_description, name, bots) => {
    expect(await sentence(name, bots)).toBeUndefined();
  });
});
