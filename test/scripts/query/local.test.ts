import { describe, expect, test } from "@jest/globals";
import { refusalWhileHeld } from "../../../scripts/query/local.ts";
import { UserError } from "../../../scripts/user-error.ts";

describe("two commands that read the data of a run that is not up", () => {
  test("take turns, and the second is told so", () => {
    const error = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:4566"), { code: "ECONNREFUSED" });
    const told = refusalWhileHeld("/data", error);
    expect(told).toBeInstanceOf(UserError);
    expect((told as Error).message).toMatch(/^Another command reads \/data at this moment, .* ask again/);
  });

  test("may meet other errors, which stay what they are", () => {
    const error = new Error("bug");
    expect(refusalWhileHeld("/data", error)).toBe(error);
  });
});
