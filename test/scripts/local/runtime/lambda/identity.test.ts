import { expect, test } from "@jest/globals";
import {
  accessKeyIdOf,
  environmentOf,
  functionOf,
} from "../../../../../scripts/local/runtime/lambda/identity.ts";

test("a call's access key tells which function made it", () => {
  expect(functionOf(accessKeyIdOf("clickstream-dev-enrich"))).toBe("clickstream-dev-enrich");
  expect(functionOf("AKIA0000")).toBeUndefined();
});

test("what Lambda sets cannot be overridden by the declared variables", () => {
  const place = { region: "eu-west-1", endpoint: "http://127.0.0.1:4566" };
  const environment = environmentOf(
    { A: "1", AWS_REGION: "elsewhere" },
    "f",
    128,
    "index.handler",
    "/f",
    place,
  );
  expect(environment).toMatchObject({
    A: "1",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    AWS_LAMBDA_FUNCTION_NAME: "f",
  });
});
