import { expect, test } from "@jest/globals";
import { crc32c, crc64nvme } from "../../../../../scripts/local/aws/s3/crc.ts";

/** The check values of the "Catalogue of parametrised CRC algorithms". */
const digits = Buffer.from("123456789");

test.each([
  { name: "CRC-32/ISCSI", digest: crc32c, check: "e3069283", empty: "00000000" },
  { name: "CRC-64/NVME", digest: crc64nvme, check: "ae8b14860a799888", empty: "0000000000000000" },
])("$name", ({ digest, check, empty }) => {
  expect(digest(digits).toString("hex")).toBe(check);
  expect(digest(Buffer.alloc(0)).toString("hex")).toBe(empty);
});
