import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
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
