import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { errors } from "@elastic/elasticsearch";
import { afterEach, expect, test } from "@jest/globals";
import { clientByKey } from "../../../functions/produce/elasticsearch.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server on loopback, and the API keys that it was shown. */
async function serve(status: number, headers: Record<string, string>, body: string) {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization);
    response.writeHead(status, headers).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { keys, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const genuine = { "x-elastic-product": "Elasticsearch", "content-type": "application/json" };

test("the client shows its key to the node", async () => {
  const node = await serve(200, genuine, '{"count":3}');
  const client = clientByKey(node.url)("k3y");
  expect((await client.count({ index: "clicks" })).count).toBe(3);
  expect(node.keys).toEqual(["ApiKey k3y"]);
  await client.close();
});

test("the client follows no redirect, so that the key goes nowhere else", async () => {
  const elsewhere = await serve(200, genuine, '{"count":3}');
  const node = await serve(307, { ...genuine, location: `${elsewhere.url}/clicks/_count` }, "{}");
  const client = clientByKey(node.url)("k3y");
  const answer = await client.count({ index: "clicks" }).catch((error: Error) => error);
  expect(answer).not.toMatchObject({ count: 3 });
  expect(node.keys.length).toBeGreaterThan(0);
  expect(elsewhere.keys).toEqual([]);
  await client.close();
});

test("documents come with all digits of their numbers, whatever their names", async () => {
  const source = '{"userId":9007199254740993,"big":1e400,"__proto__":{"a":1}}';
  const hit = `{"_index":"clicks","_id":"1","_source":${source},"sort":["2026-03-04T10:00:00.000000001Z",7]}`;
  const body = `{"timed_out":false,"_shards":{"total":1,"failed":0},"hits":{"hits":[${hit}]}}`;
  const node = await serve(200, genuine, body);
  const client = clientByKey(node.url)("k3y");
  const answer = await client.search({ index: "clicks" });
  expect(JSON.stringify(answer.hits.hits[0])).toBe(hit);
  await client.close();
});

test("what is no JSON is an error that the client knows", async () => {
  const node = await serve(200, genuine, '{"count":');
  const client = clientByKey(node.url)("k3y");
  await expect(client.count({ index: "clicks" })).rejects.toThrow(errors.DeserializationError);
  await client.close();
});
