import { expect, test } from "@jest/globals";
import { portRefused } from "../../../scripts/local/port-refused.ts";
import { UserError } from "../../../scripts/user-error.ts";

const errno = (code: string) => Object.assign(new Error("refused"), { code });

test.each([
  { code: "EADDRINUSE", says: "Port 80 is in use: choose another with --port P." },
  {
    code: "EACCES",
    says: "Port 80 is not for every user (those from 1024 on are): choose another with --port P.",
  },
])("of $code a person reads why, and which option names another port", ({ code, says }) => {
  const told = portRefused(errno(code), 80, "choose another with --port P");
  expect([told instanceof UserError, told.message]).toEqual([true, says]);
});

test("any other error stays what it is", () => {
  const error = errno("EINVAL");
  expect(portRefused(error, 80, "choose another")).toBe(error);
});
