import { expect, test } from "@jest/globals";
import { shippedQueries } from "../../../scripts/query/shipped.ts";
import { queryNames, viewNames } from "../../shared/queries/warehouse.ts";

test("before there is a run, every query and view of the release is listed with what it returns", () => {
  const listed = shippedQueries();
  expect(listed.map(({ name }) => name)).toEqual([...queryNames, ...viewNames].sort());
  for (const { name, description, sql } of listed) {
    expect({ name, description }).toEqual({ name, description: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(sql).toContain(description);
  }
});
