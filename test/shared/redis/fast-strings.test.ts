import { setFlagsFromString } from "node:v8";
import { expect, test } from "@jest/globals";
import { connectRedis } from "../../../shared/redis/connect.ts";

setFlagsFromString("--allow-natives-syntax");
const isFast = new Function("object", "return %HasFastProperties(object)") as (object: object) => boolean;

test("the methods of texts are at full speed where the Redis client is loaded", () => {
  expect(connectRedis).toBeDefined();
  expect(isFast(String.prototype)).toBe(true);
});
