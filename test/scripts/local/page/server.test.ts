import { afterEach, describe, expect, test } from "@jest/globals";
import { type LocalPage, startPage } from "../../../../scripts/local/page/server.ts";
import type { PageState } from "../../../../scripts/local/page/state.ts";

const none = { p50: 0, p95: 0, p99: 0, max: 0 };
const state = (override: Partial<PageState> = {}): PageState => ({
  uptime_s: 3,
  stages: [{ name: "raw", count: 7, rate: 2 }],
  latency_ms: { produce: none, enrich: { ...none, p50: 40 }, predict: none, end_to_end: none },
  budget_ms: 100,
  outstanding: { enrich: 1, predict: 2 },
  redelivered: { raw: 0, enriched: 0 },
  failed: { decode: { not_json: 3 } },
  iterator_age_ms: { 'en"rich': 1500 },
  sessions: 1,
  funnel: [],
  pages: [],
  devices: [],
  failures: [],
  predictions: [],
  redis: "embedded",
  aws: "http://127.0.0.1:1",
  ...override,
});

const metrics = { contentType: "text/plain", text: async () => "" };

let page: LocalPage | undefined;
afterEach(async () => {
  await page?.close();
  page = undefined;
});

describe("the page", () => {
  test("gives its figures as JSON, as they are at the moment", async () => {
    let sessions = 1;
    page = await startPage(0, () => state({ sessions }), metrics);
    sessions = 5;
    expect(await (await fetch(`${page.url}/state.json`)).json()).toMatchObject({ sessions: 5 });
  });

  test("lets no script but its own run, since it shows payloads that anybody may have written", async () => {
    page = await startPage(0, () => state(), metrics);
    const answer = await fetch(`${page.url}/`);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await answer.text()).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write/);
  });

  test("gives Prometheus the run's figures as they are", async () => {
    page = await startPage(0, () => state(), {
      contentType: "text/plain; version=0.0.4",
      text: async () => "up 1\n",
    });
    const response = await fetch(`${page.url}/metrics`);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4");
    expect(await response.text()).toBe("up 1\n");
  });

  test("tells who asks for figures that cannot be told, and goes on", async () => {
    const text = () => Promise.reject(new Error("The query did not run."));
    page = await startPage(0, () => state(), { contentType: "text/plain", text });
    const response = await fetch(`${page.url}/metrics`);
    expect([response.status, await response.text()]).toEqual([500, "The query did not run.\n"]);
    expect((await fetch(`${page.url}/state.json`)).status).toBe(200);
  });

  test("says what to do when its port is taken", async () => {
    page = await startPage(0, () => state(), metrics);
    const taken = Number(new URL(page.url).port);
    await expect(startPage(taken, () => state(), metrics)).rejects.toThrow(`Port ${taken} is in use`);
  });

  test("answers nothing else", async () => {
    page = await startPage(0, () => state(), metrics);
    expect((await fetch(`${page.url}/../package.json`)).status).toBe(404);
  });
});
