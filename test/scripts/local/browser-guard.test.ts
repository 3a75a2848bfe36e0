import { request } from "node:http";
import { connect } from "node:http2";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { type Asked, browserRefusal } from "../../../scripts/local/browser-guard.ts";
import { startElasticsearch } from "../../../scripts/local/elasticsearch/index.ts";
import { startModel } from "../../../scripts/local/model/index.ts";
import { startPage } from "../../../scripts/local/page/server.ts";
import { localAws } from "./aws/local-aws.ts";

const asked = (headers: Asked["headers"], method = "POST"): Asked => ({
  method,
  headers: { host: "127.0.0.1:4566", ...headers },
});

const opened = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

describe("browserRefusal", () => {
  test.each<[string, Asked]>([
    ["a program's own address", asked({})],
    ["localhost", asked({ host: "localhost:4566" })],
    ["localhost in other letters, with the root's dot", asked({ host: "LOCALHOST.:80" })],
    ["the address without a port", asked({ host: "127.0.0.1" })],
    ["IPv6's loopback", asked({ host: "[::1]:4566" })],
    ["a bucket below localhost", asked({ host: "my-bucket.localhost:4566" })],
    ["a bucket with dots below s3.localhost", asked({ host: "my.bucket.s3.localhost:4566" })],
    ["a bucket below the address", asked({ host: "bucket.127.0.0.1:4566" })],
    ["HTTP/2, which has no Host", { headers: { ":authority": "127.0.0.1:4566" } }],
    ["the server's own page", asked({ origin: "http://127.0.0.1:8080", "sec-fetch-site": "same-origin" })],
    ["a page of this machine", asked({ origin: "https://localhost:3000", "sec-fetch-site": "same-site" })],
    ["an address that is typed", asked({ "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }, "GET")],
    ["a link that is followed", asked(opened, "GET")],
  ])("lets %s through", (_what, request) => {
    expect(browserRefusal(request)).toBeUndefined();
  });

  test.each<[string, Asked, RegExp]>([
    ["a name that was resolved to this machine", asked({ host: "evil.example" }), /host "evil\.example"/],
    ["the same with the port", asked({ host: "evil.example:8080" }), /evil\.example:8080/],
    ["a name that begins like this machine's", asked({ host: "localhost.evil.example" }), /localhost\.evil/],
    ["a name that begins like the address", asked({ host: "127.0.0.1.evil.example:80" }), /evil/],
    ["a name that ends like this machine's", asked({ host: "evillocalhost" }), /evillocalhost/],
    ["a name of AWS", asked({ host: "kinesis.eu-west-1.amazonaws.com" }), /amazonaws/],
    ["no host at all", { headers: {} }, /\(none\)/],
    ["a page that writes", asked({ origin: "https://evil.example" }), /page "https:\/\/evil\.example"/],
    ["a page that reads", asked({ origin: "http://evil.example" }, "GET"), /evil/],
    ["a page whose name begins alike", asked({ origin: "http://127.0.0.1.evil.example" }), /evil/],
    ["a page that tells no name", asked({ origin: "null" }), /page "null"/],
    ["an extension or a file", asked({ origin: "file://" }), /file/],
    [
      "another site's image",
      asked({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, "GET"),
      /another site/,
    ],
    ["another site's frame", asked({ ...opened, "sec-fetch-dest": "iframe" }, "GET"), /another site/],
    ["another site's form", asked(opened, "POST"), /another site/],
  ])("refuses %s", (_what, request, why) => {
    expect(browserRefusal(request)).toMatch(why);
  });
});

interface Server {
  url: string;
  close(): Promise<unknown>;
}

const servers: Record<string, () => Promise<Server>> = {
  gateway: async () => {
    const aws = await localAws();
    aws.s3.createBucket("bucket");
    await aws.s3.put("bucket", "kept", Buffer.from("kept"));
    return { url: `${aws.url}/bucket?delete`, close: async () => {} };
  },
  page: async () => {
    const refuse = () => {
      throw new Error("The state is nobody's but the page's.");
    };
    const page = await startPage(0, refuse, { contentType: "", text: refuse });
    return { url: `${page.url}/state.json`, close: page.close };
  },
  elasticsearch: async () => {
    const local = await startElasticsearch({ port: 0, index: "clicks", ingestField: "ingested_at" });
    return { url: `${local.url}/clicks`, close: local.stop };
  },
  model: async () => {
    const model = await startModel({ port: 0 });
    return { url: model.url, close: model.stop };
  },
};

/** As a browser sends what a page asks it to; `fetch` would not let its `Host` be chosen. */
async function send(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  const body = "<Delete><Object><Key>kept</Key></Object></Delete>";
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", headers: { "content-type": "text/plain", ...headers } });
    call.on("error", reject).on("response", async (response) => {
      resolve({ status: response.statusCode ?? 0, body: await text(response) });
    });
    call.end(body);
  });
}

describe.each(Object.entries(servers))("the %s", (_name, start) => {
  test.each<Record<string, string>>([
    { host: "evil.example" },
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
  ])("refuses %p with a sentence", async (headers) => {
    const server = await start();
    try {
      const { status, body } = await send(server.url, headers);
      expect([status, body]).toEqual([
        403,
        expect.stringContaining("This server is for programs of this machine."),
      ]);
    } finally {
      await server.close();
    }
  });
});

describe("the gateway", () => {
  test("deletes for a program what it does not delete for a page", async () => {
    const aws = await localAws();
    aws.s3.createBucket("bucket");
    await aws.s3.put("bucket", "kept", Buffer.from("kept"));
    await send(`${aws.url}/bucket?delete`, { origin: "https://evil.example" });
    expect(await aws.s3.get("bucket", "kept")).toEqual(Buffer.from("kept"));
    await send(`${aws.url}/bucket?delete`, {});
    expect(await aws.s3.get("bucket", "kept")).toBeUndefined();
  });

  test("tells an SDK why, in the form that it reads", async () => {
    const aws = await localAws();
    const headers = { host: "evil.example", "content-type": "application/x-amz-json-1.1" };
    const { body } = await send(aws.url, headers);
    expect(JSON.parse(body)).toEqual({
      __type: "AccessDenied",
      message: expect.stringContaining("evil.example"),
    });
  });

  test.each([
    { authority: "localhost", refused: false },
    { authority: "evil.example", refused: true },
  ])("looks at HTTP/2's authority, too: $authority", async ({ authority, refused }) => {
    const aws = await localAws();
    const session = connect(aws.url);
    const stream = session.request({ ":path": "/", ":authority": authority });
    const status = new Promise((resolve) =>
      stream.once("response", (headers) => resolve(headers[":status"])),
    );
    expect((await status) === 403).toBe(refused);
    session.destroy();
  });
});
