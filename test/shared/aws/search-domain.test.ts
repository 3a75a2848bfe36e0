import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { searchDomain } from "../../../shared/aws/search-domain.ts";

process.env.AWS_ACCESS_KEY_ID = "AKIDEXAMPLE";
process.env.AWS_SECRET_ACCESS_KEY = "secret";
delete process.env.AWS_SESSION_TOKEN;

interface Seen {
  message: IncomingMessage;
  body: string;
}

async function server(status: number, answer: string, wait = 0) {
  const seen: Seen[] = [];
  const listening = createServer(async (message, response) => {
    seen.push({ message, body: await text(message) });
    await new Promise((resolve) => setTimeout(resolve, wait));
    response.writeHead(status).end(answer);
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const domain = searchDomain({ host, tls: false }, "eu-west-1");
  return {
    seen,
    host,
    domain,
    async [Symbol.asyncDispose]() {
      domain.close();
      listening.closeAllConnections();
      await new Promise((resolve) => listening.close(resolve));
    },
  };
}

const hmac = (key: string | Buffer, value: string) => createHmac("sha256", key).update(value).digest();
const sha = (value: string) => createHash("sha256").update(value).digest("hex");

/** The signature by "Create a signed AWS API request" (IAM guide), from what arrived. */
function signatureOf({ message, body }: Seen): string {
  const { authorization = "" } = message.headers;
  const [, scope = "", signed = ""] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+),/.exec(authorization) ?? [];
  const headers = signed.split(";").map((name) => `${name}:${String(message.headers[name]).trim()}\n`);
  const { pathname, searchParams } = new URL(message.url!, "http://local");
  const query = [...searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&")
    .replaceAll("*", "%2A");
  const canonical = [message.method, pathname, query, headers.join(""), signed, sha(body)].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", message.headers["x-amz-date"], scope, sha(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>(hmac, "AWS4secret");
  return hmac(key, toSign).toString("hex");
}

describe("searchDomain", () => {
  test("signs for es, over method, path, query, host and body", async () => {
    await using at = await server(200, '{"ok":true}');
    const query = { filter_path: "errors,items.*.status" };
    const request = { method: "POST", path: "/events-2026-03-04/_bulk", query, body: "{}\n" } as const;
    const response = await at.domain.send(request, Date.now() + 5_000);
    expect(response).toEqual({ status: 200, body: { ok: true } });
    const [seen] = at.seen;
    expect(seen!.message.headers).toMatchObject({ host: at.host, "content-length": "3" });
    const { authorization } = seen!.message.headers;
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/es\/aws4_request/,
    );
    expect(authorization).toContain(`Signature=${signatureOf(seen!)}`);
  });

  test("returns any status, and no body where there is no JSON", async () => {
    await using at = await server(502, "<html>");
    const response = await at.domain.send({ method: "GET", path: "/" }, Date.now() + 5_000);
    expect(response).toEqual({ status: 502, body: undefined });
  });

  test("gives up at the deadline", async () => {
    await using at = await server(200, "{}", 2_000);
    const asked = at.domain.send({ method: "GET", path: "/" }, Date.now() + 50);
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  });

  test("sends nothing in clear beyond loopback", () => {
    expect(() => searchDomain({ host: "search.example.org", tls: false })).toThrow(/by TLS/);
    searchDomain({ host: "search.example.org", tls: true }).close();
  });
});
