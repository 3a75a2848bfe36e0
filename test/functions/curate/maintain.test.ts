import { expect, test } from "@jest/globals";
import { maintain } from "../../../functions/curate/maintain.ts";
import { type CurateProgress, startedProgress } from "../../../functions/curate/progress.ts";
import { Statements } from "../../../functions/curate/statements.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");

/** The statements that a table is maintained by, and what is kept of them. */
async function maintained(progress: Partial<CurateProgress>) {
  const sql: string[] = [];
  let stored: CurateProgress | undefined;
  const ports = {
    async start(statement: string) {
      sql.push(statement);
      return "";
    },
    ended: async () => [],
  };
  const store = {
    read: async () => stored,
    async write(written: CurateProgress) {
      stored = written;
    },
  };
  const statements = new Statements(ports, store, Number.POSITIVE_INFINITY, {
    ...startedProgress,
    ...progress,
  });
  await maintain(statements, { keepDays: 30, rollups: [] }, NOW);
  return { sql, stored };
}

test.each([
  { description: "yesterday, at first", progress: {}, from: "2026-03-01" },
  {
    description: "every day since the last time",
    progress: { maintained: "2026-02-20" },
    from: "2026-02-20",
  },
])("what is compacted is $description", async ({ progress, from }) => {
  const { sql, stored } = await maintained(progress);
  expect(sql.find((each) => each.startsWith("optimize"))).toContain(
    `where dt between '${from}' and '2026-03-01'`,
  );
  expect(stored).toMatchObject({ maintained: "2026-03-02" });
});

test("nothing is done a second time on a day", async () => {
  expect((await maintained({ maintained: "2026-03-02" })).sql).toEqual([]);
});
