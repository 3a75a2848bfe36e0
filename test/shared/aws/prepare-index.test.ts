import { describe, expect, test } from "@jest/globals";
import { startDomain } from "../../../scripts/local/opensearch/domain.ts";
import { prepareIndex } from "../../../shared/aws/prepare-index.ts";
import { type DomainRequest, type SearchDomain, searchDomain } from "../../../shared/aws/search-domain.ts";
import { enrichedFields } from "../../../shared/event/enriched.ts";
import { indexTemplate } from "../../../shared/search/index-template.ts";
import { retentionPolicy } from "../../../shared/search/retention-policy.ts";

const name = "shop-events";
const wanted = (keepDays = 30, shards = 1) => ({
  name,
  keepDays,
  template: indexTemplate({ alias: name, shards, replicas: 0 }, enrichedFields),
  retention: retentionPolicy(name, keepDays),
});

/** The local domain by the client that functions have, and what was put there. */
async function domainInMemory() {
  process.env.AWS_ACCESS_KEY_ID = "x";
  process.env.AWS_SECRET_ACCESS_KEY = "x";
  const local = await startDomain({ port: 0 });
  const client = searchDomain({ host: local.host, tls: false }, "eu-west-1");
  const puts: string[] = [];
  const domain: SearchDomain = {
    ...client,
    send(request, deadline) {
      if (request.method === "PUT") puts.push(request.path);
      return client.send(request, deadline);
    },
  };
  const prepare = (...what: Parameters<typeof wanted>) =>
    prepareIndex(domain, wanted(...what), Date.now() + 10_000);
  return {
    puts,
    prepare,
    domain,
    async [Symbol.asyncDispose]() {
      client.close();
      await local.stop();
    },
  };
}

const TEMPLATE = "/_index_template/shop-events";
const POLICY = "/_plugins/_ism/policies/shop-events";

describe("prepareIndex", () => {
  test("puts template and policy once, and again what has changed", async () => {
    await using memory = await domainInMemory();
    await memory.prepare();
    await memory.prepare();
    expect(memory.puts).toEqual([TEMPLATE, POLICY]);
    await memory.prepare(30, 2);
    expect(memory.puts.slice(2)).toEqual([TEMPLATE]);
    await memory.prepare(10, 2);
    expect(memory.puts.slice(3)).toEqual([POLICY]);
    const { body } = await memory.domain.send({ method: "GET", path: POLICY }, Date.now() + 5_000);
    expect(JSON.stringify(body)).toContain('"min_index_age":"10d"');
  });

  test("leaves a newer template alone", async () => {
    await using memory = await domainInMemory();
    const newer = { ...wanted().template, version: 99 };
    await memory.domain.send(
      { method: "PUT", path: TEMPLATE, body: JSON.stringify(newer) },
      Date.now() + 5_000,
    );
    await memory.prepare();
    expect(memory.puts).toEqual([TEMPLATE, POLICY]);
  });

  test("says what the domain does not let it do", async () => {
    const refusing: SearchDomain = {
      send: async ({ path }: DomainRequest) => ({ status: path === TEMPLATE ? 404 : 403, body: undefined }),
      close() {},
    };
    await expect(prepareIndex(refusing, wanted(), Date.now() + 1_000)).rejects.toThrow(/404|403/);
  });

  test("lets another invocation be faster", async () => {
    const racing: SearchDomain = {
      send: async ({ method, path }: DomainRequest) => ({
        status: method === "GET" ? 404 : path === POLICY ? 409 : 200,
        body: {},
      }),
      close() {},
    };
    await expect(prepareIndex(racing, wanted(), Date.now() + 1_000)).resolves.toBeUndefined();
  });
});
