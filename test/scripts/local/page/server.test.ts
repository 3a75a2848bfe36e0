import { afterEach, describe, expect, test } from "@jest/globals";
import type { PageContent } from "../../../../scripts/local/page/content.ts";
import { type LocalPage, startPage } from "../../../../scripts/local/page/server.ts";
import { UserError } from "../../../../scripts/user-error.ts";
import { emptyPage } from "../../../builders/page-content.ts";
import { pageState } from "../../../builders/page-state.ts";

let page: LocalPage | undefined;
afterEach(async () => {
  await page?.close();
  page = undefined;
});

const opened = async (override: Partial<PageContent> = {}): Promise<LocalPage> => {
  page = await startPage(0, emptyPage(override));
  return page;
};

describe("the page", () => {
  test("gives its figures as JSON, as they are at the moment", async () => {
    let sessions = 1;
    const { url } = await opened({ state: () => pageState({ sessions }) });
    sessions = 5;
    expect(await (await fetch(`${url}/state.json`)).json()).toMatchObject({ sessions: 5 });
  });

  test("runs, styles and loads nothing but its own files, since it shows payloads that anybody may have written", async () => {
    const { url } = await opened();
    const response = await fetch(`${url}/`);
    const policy = response.headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:/);
    const files = [...html.matchAll(/(?:src|href)="([a-z]\w*\.\w+)"/g)].map(([, file]) => file);
    expect(files.sort()).toEqual(["page.css", "page.js"]);
    for (const file of files) {
      const text = await (await fetch(`${url}/${file}`)).text();
      expect(text.length).toBeGreaterThan(1_000);
    }
  });

  test.each([
    { path: "series.json?since=70", gives: [70] },
    { path: "series.json?since=soon", gives: [0] },
    { path: "events.json?search=a%20b", gives: ["a b"] },
    { path: "person.json?id=u-1%27", gives: ["u-1'"] },
    { path: "failures.json", gives: [""] },
    { path: "figures/funnel.json", gives: ["funnel", ""] },
    { path: "figures/funnel.json?source=my%20shop", gives: ["funnel", "my shop"] },
    { path: "sources.json", gives: [] },
  ])("asks its run for $path", async ({ path, gives }) => {
    const asked: unknown[] = [];
    const note =
      <Result>(result: Result) =>
      (...given: unknown[]) => {
        asked.push(...given);
        return result;
      };
    const { url } = await opened({
      series: note([]),
      events: note({ events: [], searched: 0 }),
      person: note(Promise.resolve({ columns: [], rows: [], seconds: 0 })),
      failures: note([]),
      figure: note(Promise.resolve({ columns: [], rows: [], seconds: 0, at: 1 })),
      sources: note(Promise.resolve({ columns: [], rows: [], seconds: 0, at: 1 })),
    });
    expect((await fetch(`${url}/${path}`)).status).toBe(200);
    expect(asked).toEqual(gives);
  });

  test("gives Prometheus the run's figures as they are", async () => {
    const metrics = { contentType: "text/plain; version=0.0.4", text: async () => "up 1\n" };
    const { url } = await opened({ metrics });
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4");
    expect(await response.text()).toBe("up 1\n");
  });

  test("tells who asks for figures that cannot be told, and goes on", async () => {
    const text = () => Promise.reject(new Error("The query did not run."));
    const { url } = await opened({ metrics: { contentType: "text/plain", text } });
    const response = await fetch(`${url}/metrics`);
    expect([response.status, await response.json()]).toEqual([500, { error: "The query did not run." }]);
    expect((await fetch(`${url}/state.json`)).status).toBe(200);
  });

  test("says what to do when its port is taken", async () => {
    const { url } = await opened();
    const taken = Number(new URL(url).port);
    await expect(startPage(taken, emptyPage())).rejects.toThrow(`Port ${taken} is in use`);
  });

  test.each(["../package.json", "figures/none.json", "index.html", "replay.json"])(
    "has nothing under %s",
    async (path) => {
      const { url } = await opened();
      expect((await fetch(`${url}/${path}`)).status).toBe(404);
    },
  );
});

describe("a replay from the page", () => {
  const post = (url: string, body: string, type = "application/json") =>
    fetch(`${url}/replay.json`, { method: "POST", body, headers: { "content-type": type } });

  test("is the request that was sent, and nothing is applied unless that is asked for", async () => {
    const requests: unknown[] = [];
    const { url } = await opened({
      async replay(request) {
        requests.push(request);
        return emptyPage().replay(request);
      },
    });
    await post(url, '{"stage":"validate","reason":"","patch":"[]"}');
    await post(url, '{"event":"e-1","all":true,"apply":true}');
    expect(requests).toEqual([
      { stage: "validate", patch: "[]", all: false, apply: false },
      { event: "e-1", all: true, apply: true },
    ]);
  });

  test.each([
    {
      description: "a form, which any page could send",
      body: "{}",
      type: "text/plain",
      says: "Send a replay as application/json.",
    },
    { description: "a list", body: "[]", says: "Expected a JSON object" },
    { description: "no JSON", body: "{", says: "Expected a JSON object" },
    { description: "a stage that is no text", body: '{"stage":1}', says: "stage: expected a text." },
    { description: "a flood", body: `{"patch":"${"x".repeat(300_000)}"}`, says: "A request has at most" },
  ])("is refused with a sentence: $description", async ({ body, type, says }) => {
    const { url } = await opened();
    const response = await post(url, body, type);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: expect.stringContaining(says) });
  });

  test("says what the replay says where it refuses", async () => {
    const { url } = await opened({
      replay: () => Promise.reject(new UserError("--stage nowhere: expected …")),
    });
    const response = await post(url, "{}");
    expect([response.status, await response.json()]).toEqual([400, { error: "--stage nowhere: expected …" }]);
  });
});
