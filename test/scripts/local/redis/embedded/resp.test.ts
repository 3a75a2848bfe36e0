import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  encodeReply,
  ProtocolError,
  RequestParser,
} from "../../../../../scripts/local/redis/embedded/resp.ts";

const requestBytes = (request: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    Buffer.from(`*${request.length}\r\n`),
    ...request.flatMap((word) => [Buffer.from(`$${word.length}\r\n`), word, Buffer.from("\r\n")]),
  ]);

describe("RequestParser", () => {
  test("finds the same requests however the bytes are cut", () => {
    const requests = fc.array(fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 4 }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 30 }), (requests, step) => {
        const bytes = Buffer.concat(requests.map(requestBytes));
        const parser = new RequestParser();
        const found: Uint8Array[][] = [];
        for (let at = 0; at < bytes.length; at += step)
          found.push(...parser.push(Buffer.from(bytes.subarray(at, at + step))));
        expect(found.map((request) => request.map((word) => [...word]))).toEqual(
          requests.map((request) => request.map((word) => [...word])),
        );
      }),
    );
  });

  test("takes a line of words, as typed into telnet", () => {
    expect(new RequestParser().push(Buffer.from("PING  x\r\n\r\n*0\r\nQUIT\r\n"))).toEqual([
      [Buffer.from("PING"), Buffer.from("x")],
      [Buffer.from("QUIT")],
    ]);
  });

  test.each([
    "*x\r\n",
    "*-1\r\n",
    "*9999999999\r\n",
    "*1\r\n:5\r\n",
    "*1\r\n$-1\r\n",
    "*1\r\n$9999999999\r\n",
  ])("refuses %j", (text) => {
    expect(() => new RequestParser().push(Buffer.from(text))).toThrow(ProtocolError);
  });
});

describe("encodeReply", () => {
  test.each([
    ["a simple string", "OK", "+OK\r\n", "+OK\r\n"],
    ["bytes", Buffer.from("é"), "$2\r\né\r\n", "$2\r\né\r\n"],
    ["a number", -1, ":-1\r\n", ":-1\r\n"],
    ["nothing", null, "$-1\r\n", "_\r\n"],
    ["an error", new Error("ERR no"), "-ERR no\r\n", "-ERR no\r\n"],
    ["a list", [1, null, []], "*3\r\n:1\r\n$-1\r\n*0\r\n", "*3\r\n:1\r\n_\r\n*0\r\n"],
    ["a map", new Map([["k", 1]]), "*2\r\n$1\r\nk\r\n:1\r\n", "%1\r\n$1\r\nk\r\n:1\r\n"],
  ])("writes %s", (_what, reply, two, three) => {
    expect(encodeReply(reply, 2).toString()).toBe(two);
    expect(encodeReply(reply, 3).toString()).toBe(three);
  });
});
