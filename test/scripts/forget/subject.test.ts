import { describe, expect, test } from "@jest/globals";
import { subjectOf } from "../../../scripts/forget/subject.ts";

/** Rows of (device, user, first login), as the archive gives them. */
const archive =
  (...rows: [string, string, string][]) =>
  async () =>
    rows;

describe("subjectOf", () => {
  test("a person has the devices on which nobody else signed in, and shares the others", async () => {
    const ask = archive(
      ["phone", "ann", "2026-03-01 10:00:00"],
      ["family", "ann", "2026-03-02 10:00:00.5"],
      ["family", "bob", "2026-03-03 10:00:00"],
      ["office", "cid", "2026-03-01 10:00:00.000 UTC"],
      ["office", "ann", "2026-03-04 10:00:00"],
    );
    const { needles, shared } = await subjectOf("person", "ann", ask);
    expect([...needles.ids]).toEqual(["ann", "phone"]);
    expect(shared).toEqual([
      { device: "family", firstLinkedAt: "2026-03-02T10:00:00.5Z" },
      { device: "office", firstLinkedAt: undefined },
    ]);
  });

  test("a device is itself alone, and is looked for in the name of whoever signed in there", async () => {
    const ask = archive(["family", "ann", "2026-03-02 10:00:00"], ["family", "bob", "2026-03-03 10:00:00"]);
    const { needles, shared, others } = await subjectOf("device", "family", ask);
    expect({ ids: [...needles.ids], shared, others }).toEqual({
      ids: ["family"],
      shared: [],
      others: ["ann", "bob"],
    });
  });

  test("quotes the id", async () => {
    const asked: string[] = [];
    await subjectOf("person", "o'neill", async (sql) => {
      asked.push(sql);
      return [];
    });
    expect(asked[0]).toContain("user_id = 'o''neill'");
  });
});
