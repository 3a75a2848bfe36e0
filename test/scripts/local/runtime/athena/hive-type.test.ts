import { describe, expect, test } from "@jest/globals";
import { duckType } from "../../../../../scripts/local/runtime/athena/hive-type.ts";

describe("a Glue type", () => {
  test.each([
    ["string", "VARCHAR"],
    ["bigint", "BIGINT"],
    ["timestamp", "TIMESTAMP"],
    ["decimal(10,2)", "DECIMAL(10,2)"],
    ["varchar(20)", "VARCHAR"],
    ["map<string,string>", "MAP(VARCHAR, VARCHAR)"],
    ["map<string,map<string,int>>", "MAP(VARCHAR, MAP(VARCHAR, INTEGER))"],
    ["array<struct<path:string,n:int>>", 'STRUCT("path" VARCHAR, "n" INTEGER)[]'],
    ["struct<a:string,b:struct<c:array<int>>>", 'STRUCT("a" VARCHAR, "b" STRUCT("c" INTEGER[]))'],
  ])("%s is %s", (hive, duck) => {
    expect(duckType(hive)).toBe(duck);
  });

  test("that is not known is refused by name", () => {
    expect(() => duckType("uniontype<int>")).toThrow("uniontype<int>");
  });
});
