import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { expect } from "@jest/globals";
import { alertRules } from "../../scripts/dashboards/alert-rules.ts";
import { allDashboards, prometheusConfig } from "../../scripts/dashboards/folder.ts";
import { stackOf } from "../../scripts/dashboards/stack.ts";
import type { LocalRun } from "../../scripts/local/run/index.ts";
import type { QueryResult } from "../../scripts/local/runtime/athena/types.ts";
import { type Frame, framesOfRows, framesOfSeries, type PromSeries } from "../grafana/frame.ts";
import { pictureOf } from "../grafana/picture.ts";
import { inGrafana, queriesOf } from "../grafana-panels.ts";
import { testWith } from "../prometheus.ts";
import { withoutVariables } from "../promql.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { pipelineRun } from "./pipeline-run.ts";
import { putEvents } from "./put-events.ts";

const pictures = path.join(import.meta.dirname, "../output/dashboards");

/** Epoch ms. */
interface Span {
  since: number;
  until: number;
}

type Series = PromSeries & { value: [time: number, value: string] };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Prometheus as `npm run dashboards` configures it, but that it looks each second. */
async function startPrometheus(page: string) {
  const folder = await mkdtemp(path.join(tmpdir(), "prometheus-"));
  const config = prometheusConfig({ page: new URL(page).host });
  config.global = { scrape_interval: "1s", evaluation_interval: "1s" };
  await writeFile(path.join(folder, "prometheus.yml"), JSON.stringify(config));
  await writeFile(path.join(folder, "alerts.yml"), JSON.stringify(alertRules(await stackOf("dev"))));
  const address = `127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=${address}`,
  ];
  const child: ChildProcess = spawn("prometheus", args, { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const ask = async (call: string) => {
    const response = await fetch(`http://${address}/api/v1/${call}`);
    return (await response.json()) as { status: string; error?: string; data: never };
  };
  return {
    async ready() {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}.`);
        const response = await fetch(`http://${address}/-/ready`).catch(() => undefined);
        if (response?.ok) return;
        await sleep(100);
      }
    },
    async query(promql: string): Promise<Series[]> {
      const { error, data } = await ask(`query?query=${encodeURIComponent(promql)}`);
      if (error) throw new Error(`${promql}: ${error}`);
      return (data as { result: Series[] }).result;
    },
    async range(promql: string, { since, until }: Span): Promise<PromSeries[]> {
      const step = Math.max(1, Math.round((until - since) / 200_000));
      const times = `start=${since / 1000}&end=${until / 1000}&step=${step}`;
      const { error, data } = await ask(`query_range?query=${encodeURIComponent(promql)}&${times}`);
      if (error) throw new Error(`${promql}: ${error}`);
      return (data as { result: PromSeries[] }).result;
    },
    rules: async () =>
      (await ask("rules")).data as { groups: { rules: { name: string; health: string }[] }[] },
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Prometheus = Awaited<ReturnType<typeof startPrometheus>>;

/** As of a look at the last day: a machine that is slow takes minutes until the last query has run. */
const WHOLE_RUN = "1h";

type Athena = (sql: string) => Promise<QueryResult>;

/** The run is over: what a query found once, it will find again. */
function athenaOf({ runtime }: LocalRun): Athena {
  const known = new Map<string, QueryResult>();
  return async (text) => {
    const result = known.get(text) ?? (await runtime.queries.run(inGrafana(text, new Date())));
    if (result.rows.length > 0) known.set(text, result);
    return result;
  };
}

/** Panels whose queries find nothing, and what they asked. */
async function emptyPanels(athena: Athena, prometheus: Prometheus): Promise<string[]> {
  const empty: string[] = [];
  for (const dashboard of allDashboards(await stackOf("dev")))
    for (const { panel, kind, text } of queriesOf(dashboard)) {
      const found =
        kind === "promql"
          ? (await prometheus.query(withoutVariables(text, WHOLE_RUN))).filter(
              ({ value }) => value[1] !== "NaN",
            )
          : kind === "sql"
            ? (await athena(text)).rows
            : [[]];
      if (found.length === 0) empty.push(`${dashboard.title} / ${panel}: ${text}`);
    }
  return empty;
}

/** What is seen in the time of a run, whose Prometheus looks each second. */
const RATE_WINDOW = "15s";

/** Every dashboard but those by CloudWatch as a picture of what its panels find, for whoever wants to look. */
async function drawDashboards(athena: Athena, prometheus: Prometheus, span: Span): Promise<string[]> {
  mkdirSync(pictures, { recursive: true });
  const drawn: string[] = [];
  for (const dashboard of allDashboards(await stackOf("dev"))) {
    if (dashboard.uid!.endsWith("-cloudwatch")) continue;
    const frames = new Map<number, Frame[]>();
    for (const { id, kind, text, target } of queriesOf(dashboard)) {
      const promql = withoutVariables(text, RATE_WINDOW);
      const found =
        kind === "sql"
          ? framesOfRows(await athena(text), target)
          : framesOfSeries(
              await (target.range ? prometheus.range(promql, span) : prometheus.query(promql)),
              target,
            );
      frames.set(id, [...(frames.get(id) ?? []), ...found]);
    }
    const file = path.join(pictures, `${dashboard.uid}.html`);
    await writeFile(file, pictureOf(dashboard, frames));
    drawn.push(file);
  }
  return drawn;
}

async function photograph(files: readonly string[]): Promise<void> {
  if (chromiumPath === undefined) return;
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  for (const file of files) {
    await page.goto(`file://${file}`);
    await page.screenshot({ path: file.replace(/html$/, "png"), fullPage: true });
  }
  await browser.close();
}

/** Visitors that are there for ten seconds buy nothing, and the panels of orders would be empty for that. */
async function putPurchase(run: LocalRun): Promise<void> {
  const text = JSON.stringify({
    event_id: "a-purchase",
    event_name: "purchase",
    app_id: "shop",
    user_id: "a-buyer",
    client_created_at: new Date(Date.now() - 1_000).toISOString(),
    order_id: "order-1",
    order_value: 25,
    currency: "EUR",
  });
  await putEvents(run, "a-buyer", [text]);
}

const SETTLING_MS = 180_000;

/** What is looked at once it is as expected, or what it is after a while. */
async function settling<Value>(look: () => Promise<Value>, expected: Value): Promise<Value> {
  const until = Date.now() + SETTLING_MS;
  for (;;) {
    const seen = await look();
    if (isDeepStrictEqual(seen, expected) || Date.now() > until) return seen;
    await sleep(3_000);
  }
}

testWith(
  "prometheus",
  "no panel of a run that was scraped is empty, and its figures are those of the named queries",
  async () => {
    await pipelineRun(
      { source: "elasticsearch", history: 4, events: 1500, rate: 60, seed: 7, badRatio: 0.02, page: true },
      {},
      async (run) => {
        const since = Date.now();
        const prometheus = await startPrometheus(run.page!.url);
        try {
          await prometheus.ready();
          await putPurchase(run);
          await run.drained();
          const until = Date.now();
          const athena = athenaOf(run);
          // Queries are asked again when their results are old, and a scrape has to see them.
          expect(await settling(() => emptyPanels(athena, prometheus), [])).toEqual([]);

          await photograph(await drawDashboards(athena, prometheus, { since, until }));

          const funnel = await run.runtime.queries.run("funnel");
          const at = (name: string) => funnel.columns.findIndex((column) => column.name === name);
          const figures = Object.fromEntries(
            funnel.rows.map((row) => [row[at("name")], row[at("sessions")]]),
          );
          const scraped = async () => {
            const seen = await prometheus.query("clickstream_funnel_sessions");
            return Object.fromEntries(seen.map(({ metric, value }) => [metric.step, Number(value[1])]));
          };
          expect(await settling(scraped, figures)).toEqual(figures);
          const [archived] = await prometheus.query('clickstream_events_total{stage="archived"}');
          const { rows } = await run.runtime.queries.run("select count(distinct event_id) from events");
          expect(Number(archived!.value[1])).toBe(rows[0]![0]);

          const { groups } = await prometheus.rules();
          const unhealthy = groups.flatMap(({ rules }) => rules).filter(({ health }) => health !== "ok");
          expect(unhealthy).toEqual([]);
        } finally {
          await prometheus.stop();
        }
      },
    );
  },
  10 * 60_000,
);
