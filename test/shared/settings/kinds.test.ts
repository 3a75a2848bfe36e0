import { describe, expect, test } from "@jest/globals";
import { urlSetting } from "../../../shared/settings/kinds.ts";

describe("url", () => {
  const { parse } = urlSetting("address of a service");

  test.each([
    "https://model.example.com/v1/models/m:predict",
    "http://127.0.0.1:9200",
    "http://localhost:9200/a?b=c",
    "http://[::1]:9200",
    "https://10.0.0.7",
  ])("takes %s", (address) => {
    expect(parse(address)).toBe(address);
  });

  test.each([
    { address: "model.example.com", says: "an absolute URL" },
    { address: "http://model.example.com", says: "an https URL (http on loopback only)" },
    { address: "ftp://127.0.0.1", says: "an https URL" },
    { address: "http://127.0.0.1.example.com", says: "an https URL" },
    { address: "https://169.254.169.254/latest/meta-data", says: "link-local" },
    { address: "https://2852039166", says: "link-local" },
    { address: "https://0xa9.0xfe.0xa9.0xfe", says: "link-local" },
    { address: "https://[fe80::1]", says: "link-local" },
    { address: "https://[::ffff:a9fe:a9fe]", says: "link-local" },
    { address: "https://metadata.google.internal", says: "link-local" },
    { address: "https://user:secret@model.example.com", says: "credentials belong in the secret" },
  ])("refuses $address", ({ address, says }) => {
    expect(() => parse(address)).toThrow(says);
  });

  test("does not repeat credentials", () => {
    expect(() => parse("https://user:s3cret@model.example.com")).toThrow(/^(?!.*s3cret)/);
  });
});
