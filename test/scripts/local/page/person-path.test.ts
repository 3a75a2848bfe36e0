import { expect, test } from "@jest/globals";
import { personPathSql } from "../../../../scripts/local/page/person-path.ts";
import { event, warehouse } from "../../../shared/queries/warehouse.ts";

test("a person's path has what the person did on every device, the latest first; quotes in an id do nothing", async () => {
  const { run } = await warehouse({
    events: [
      event("a", "page_view", "10:00:00", { page_path: "/first" }),
      event("a", "purchase", "10:05:00"),
      event("b'--", "page_view", "11:00:00"),
    ],
  });
  const path = async (id: string) => (await run(personPathSql(id))).map((row) => row.event_name);
  expect(await path("a")).toEqual(["purchase", "page_view"]);
  expect(await path("b'--")).toEqual(["page_view"]);
  expect(await path("' or '1'='1")).toEqual([]);
});
