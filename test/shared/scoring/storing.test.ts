import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { Storing } from "../../../shared/scoring/storing.ts";
import type { TableSink, WrittenItem } from "../../../shared/table.ts";
import { enrichedEvents } from "../../builders/enriched-event.ts";
import { itemIn } from "../../builders/written-item.ts";
import { scoredOf } from "./scored.ts";

const scored = enrichedEvents(100).map((event) => scoredOf(event));

/** A table whose writes end when they are told to. */
function slowTable() {
  const writes: { items: readonly WrittenItem[]; end(): void; fail(error: Error): void }[] = [];
  const table: TableSink = {
    write: (items) =>
      new Promise((resolve, reject) => writes.push({ items, end: () => resolve([]), fail: reject })),
  };
  return { table, sizes: () => writes.map(({ items }) => items.length), writes };
}

describe("Storing", () => {
  test("writes full requests while the rest is scored, one write after the other, and the rest at the end", async () => {
    const { table, sizes, writes } = slowTable();
    const storing = new Storing(table, 30, 1_000);
    storing.add(scored.slice(0, 20));
    await setImmediate();
    expect(sizes()).toEqual([]);
    storing.add(scored.slice(20, 60));
    await setImmediate();
    expect(sizes()).toEqual([50]);
    storing.add(scored.slice(60, 80));
    storing.add(scored.slice(80));
    await setImmediate();
    expect(sizes()).toEqual([50]);
    writes[0]!.end();
    await setImmediate();
    expect(sizes()).toEqual([50, 50]);
    writes[1]!.end();
    expect(await storing.finish()).toEqual([]);
    expect(writes.flatMap(({ items }) => items.map((item) => itemIn(item).event_id!.S))).toEqual(
      scored.map(({ event }) => event.event_id),
    );
  });

  test("names the events of the items that were not written", async () => {
    const table: TableSink = {
      write: async ([first]) => [{ item: first!, code: "ItemTooLarge", message: "", retriable: false }],
    };
    const storing = new Storing(table, 30, 1_000);
    storing.add(scored.slice(0, 30));
    const unstored = await storing.finish();
    expect(unstored.map(({ event, code }) => [event, code])).toEqual([
      [scored[0]!.event, "ItemTooLarge"],
      [scored[25]!.event, "ItemTooLarge"],
    ]);
  });

  test("writes no more to a table that cannot be used, and says so at the end", async () => {
    const { table, sizes, writes } = slowTable();
    const storing = new Storing(table, 30, 1_000);
    storing.add(scored.slice(0, 50));
    await setImmediate();
    writes[0]!.fail(new Error("no such table"));
    await setImmediate();
    storing.add(scored.slice(50));
    await expect(storing.finish()).rejects.toThrow("no such table");
    expect(sizes()).toEqual([50]);
  });
});
