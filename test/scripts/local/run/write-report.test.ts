import { expect, test } from "@jest/globals";
import { writeReport } from "../../../../scripts/local/run/write-report.ts";
import { UserError } from "../../../../scripts/user-error.ts";

test.each([
  ["on a full disk", "/dev/full", "its disk is full"],
  ["in a folder that is not there", "/nowhere/at/all.json", "ENOENT"],
  ["that is a folder", "/", "EISDIR"],
])("a report %s says what to do", async (_description, path, why) => {
  const written = writeReport(path, { broken: [] });
  await expect(written).rejects.toThrow(UserError);
  await expect(written).rejects.toThrow(
    `The report cannot be written to ${path} (${why}): name another file with --report.`,
  );
});
