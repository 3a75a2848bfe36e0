import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { continuedBatch, readMessage } from "../../../functions/failed/message.ts";
import { packFailures } from "../../../shared/failure/envelope.ts";
import { anyText } from "../../builders/any-text.ts";
import { abandoned, notice } from "./builders.ts";

describe("readMessage", () => {
  test("knows the metadata of an abandoned batch", () => {
    expect(readMessage(JSON.stringify(abandoned()))).toEqual({ kind: "abandoned", batch: abandoned() });
  });

  test("knows an envelope of ours", () => {
    expect(packFailures([])).toEqual([]);
    expect(readMessage('{"v":1,"encoding":"gzip+base64"}').kind).toBe("unreadable");
  });

  test.each([
    { what: "no JSON", body: "hello" },
    {
      what: "metadata with sequence numbers that are none",
      body: JSON.stringify(abandoned({ startSequenceNumber: "x" })),
    },
    { what: "metadata without a time", body: JSON.stringify({ ...abandoned(), timestamp: undefined }) },
  ])("answers that $what cannot be read", ({ body }) => {
    expect(readMessage(body)).toEqual({ kind: "unreadable", why: expect.any(String) });
  });

  test("knows the rest of a batch again, whose partition key holds what a queue refuses", () => {
    const batch = {
      ...abandoned(),
      continued: { at: "102", firstKey: "a\ufffeb\uffff\u0001\ud800", found: 1 },
    };
    const body = continuedBatch(batch);
    expect(body).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/);
    expect(readMessage(body)).toEqual({ kind: "abandoned", batch });
  });
  test.each(["errors/a b c+d/x", "errors/dt=2026-03-01/é", "errors/100%/+"])(
    "reads the key of a notice as S3 writes it, as into a form: %s",
    (key) => {
      const objects = [{ bucket: "archive", key, from: 0 }];
      expect(readMessage(notice(key))).toEqual({ kind: "objects", objects });
      expect(readMessage(notice(key).replaceAll("%20", "+"))).toEqual({ kind: "objects", objects });
    },
  );

  test("never throws, whatever the body", () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.json()), (body) => {
        expect(readMessage(body).kind).toBe("unreadable");
      }),
    );
  });
});
