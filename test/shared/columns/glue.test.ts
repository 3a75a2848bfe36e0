import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { columnKind } from "../../../shared/columns/column-kinds.ts";
import { failedEventColumns } from "../../../shared/columns/failed-events.ts";
import { glueColumns } from "../../../shared/columns/glue.ts";

const golden = JSON.parse(readFileSync("shared/columns/archived.json", "utf8"));

describe("columns of the archive", () => {
  test("are those that files of the archive may have: one is added by npm run keep, and none is taken away", () => {
    expect(glueColumns()).toEqual(golden);
  });

  test("can all be converted", () => {
    expect(glueColumns().filter(({ type }) => columnKind(type) === undefined)).toEqual([]);
  });

  test("do not clash with the partitions", () => {
    const names = glueColumns().map(({ name }) => name);
    expect(names).not.toEqual(expect.arrayContaining(["dt"]));
    expect(names).not.toEqual(expect.arrayContaining(["hour"]));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  test("hold no address of a client", () => {
    expect(glueColumns().map(({ name }) => name)).not.toContain("ip");
  });
});

describe("columns of failed_events", () => {
  const typeOf = (name: string) => failedEventColumns.find((column) => column.name === name)?.type;

  test("describe nested attributes", () => {
    expect(typeOf("errors")).toBe("array<struct<path:string,expected:string,actual:string,message:string>>");
    expect(typeOf("source")).toBe(
      "struct<stream:string,shard_id:string,sequence_number:string,subsequence_number:int,arrival_time:string>",
    );
  });

  test("leave out the partitions, which Athena refuses twice", () => {
    expect(typeOf("stage")).toBeUndefined();
    expect(typeOf("reason")).toBeUndefined();
  });
});
