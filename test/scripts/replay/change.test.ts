import { expect, test } from "@jest/globals";
import { changer } from "../../../scripts/replay/change.ts";
import type { FailedEvent } from "../../../shared/failure/failed-event.ts";
import { archivedLine } from "../../functions/archive/builders.ts";

const row = { failure_id: "f1", stage: "archive", reason: "transform_failed" } as FailedEvent;

test.each<[string, Record<string, unknown>, string]>([
  ["a field of the core", { geo_city: "Bern" }, "changed"],
  ["a field of a step of one's own", { product_brand: "Acme" }, "changed"],
  ["a field of nobody", { product_brnd: "Acme" }, "still invalid"],
])("an archived event that is mended may have %s", (_what, extra, kind) => {
  const change = changer({ patch: [{ op: "remove", path: ["gone_column"] }] });
  const payload = Buffer.from(archivedLine({ ...extra, gone_column: 1 }));
  expect(change(row, payload).kind).toBe(kind);
});
