import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { TrinoSQL } from "dt-sql-parser";
import {
  allDashboards,
  allDataSources,
  folderFiles,
  writeFolder,
} from "../../../scripts/dashboards/folder.ts";
import { importInto } from "../../../scripts/dashboards/grafana.ts";
import { type LookedAt, stackOf } from "../../../scripts/dashboards/stack.ts";
import { queryMetrics } from "../../../shared/observability/query-metrics.ts";
import { runMetrics } from "../../../shared/observability/run-metrics.ts";
import { lookUpMetric, prometheusName, writtenMetrics } from "../../../shared/observability/written.ts";
import { inGrafana, type PanelQuery, queriesOf } from "../../grafana-panels.ts";
import { promtool, testWith } from "../../prometheus.ts";
import { promqlErrors } from "../../promql.ts";
import { event, warehouse } from "../../shared/queries/warehouse.ts";

const place = { region: "eu-west-1", prometheus: "http://127.0.0.1:9090", page: "127.0.0.1:8080" };
let dev: LookedAt;
let dashboards: Dashboard[];
beforeAll(async () => {
  dev = await stackOf("dev");
  dashboards = allDashboards(dev);
});

const queries = (kind: PanelQuery["kind"]) =>
  dashboards.flatMap(queriesOf).filter((query) => query.kind === kind);

describe("the dashboards", () => {
  test("are three, in three bindings, under ids of their own", () => {
    expect(dashboards.map(({ uid }) => uid)).toEqual(
      ["clickstream", "behaviour", "system"].flatMap((name) =>
        ["prometheus", "cloudwatch", "athena"].map((binding) => `${name}-${binding}`),
      ),
    );
  });

  test("have panels that do not overlap, with ids of their own and a word on what they count", () => {
    for (const { uid, panels = [] } of dashboards) {
      const taken = new Set<string>();
      for (const { id, type, description, gridPos } of panels as (typeof panels)[number][] &
        { description?: string }[]) {
        expect(taken).not.toContain(`id ${id}`);
        taken.add(`id ${id}`);
        if (type !== "row")
          expect({ uid, id, description }).toMatchObject({ description: expect.stringMatching(/\w/) });
        const { x, y, w, h } = gridPos!;
        expect(x + w).toBeLessThanOrEqual(24);
        for (let column = x; column < x + w; column += 1)
          for (let line = y; line < y + h; line += 1) {
            expect(taken).not.toContain(`${column}/${line}`);
            taken.add(`${column}/${line}`);
          }
      }
    }
  });

  test("ask the data sources that are provisioned", () => {
    const provisioned = allDataSources(dev, place).map(({ uid, type }) => ({ uid, type }));
    for (const { panels = [] } of dashboards)
      for (const panel of panels)
        if ("targets" in panel) expect(provisioned).toContainEqual(panel.datasource);
  });
});

describe("Prometheus", () => {
  test("understands what it is asked", () => {
    expect(queries("promql").length).toBeGreaterThan(80);
    for (const { panel, text } of queries("promql"))
      expect({ panel, text, errors: promqlErrors(text) }).toEqual({ panel, text, errors: [] });
  });

  test("is asked for nothing but what a run gives", () => {
    const known = new Set([
      ...Object.keys(runMetrics),
      ...Object.keys(queryMetrics),
      ...Object.entries(writtenMetrics).map(([name, written]) => prometheusName(name, written)),
      lookUpMetric.name,
    ]);
    const asked = queries("promql").flatMap(({ text }) => text.match(/\bclickstream_\w+/g) ?? []);
    const unknown = asked.filter(
      (name) => !known.has(name.replace(/_(bucket|sum|count)$/, "")) && !known.has(name),
    );
    expect(unknown).toEqual([]);
  });
});

describe("CloudWatch", () => {
  test("is asked by ids that a panel has once, and calculates with what is there", () => {
    for (const dashboard of dashboards.filter(({ uid }) => uid?.endsWith("-cloudwatch"))) {
      const byPanel = Map.groupBy(queriesOf(dashboard), ({ panel }) => panel);
      for (const panel of byPanel.values()) {
        // Two rows have a panel of one name.
        for (const { target } of panel) expect(String(target.id)).toMatch(/^[a-z]\w*$/);
        for (const { target } of panel)
          for (const name of String(target.expression ?? "").match(/\bl\d+_\w+/g) ?? [])
            expect(panel.map((query) => query.target.id)).toContain(name);
      }
    }
  });

  test("is asked for resources by names that are known before they are there", () => {
    const dimensions = queries("cloudwatch").flatMap(({ target }) => Object.values(target.dimensions ?? {}));
    expect(dimensions.length).toBeGreaterThan(80);
    expect(dimensions.filter((value) => /\$\{|\bTOKEN\b/.test(String(value)))).toEqual([]);
  });
});

describe("Athena", () => {
  test("is asked in its own grammar", () => {
    const parser = new TrinoSQL();
    expect(queries("sql").length).toBeGreaterThan(20);
    for (const { panel, text } of queries("sql")) {
      const sql = inGrafana(text, new Date());
      expect(sql).not.toMatch(/\$/);
      expect({ panel, errors: parser.validate(sql) }).toEqual({ panel, errors: [] });
    }
  });

  test("is asked for the time range that is looked at, also by named queries", () => {
    const bySql = queries("sql").filter(({ text }) => !text.includes("$__timeFrom()"));
    expect(bySql.map(({ text }) => text)).toEqual([]);
    expect(queries("sql").filter(({ text }) => /\/\* :(since|until)/.test(text))).toEqual([]);
  });

  test("is asked for days in UTC, as the archive has them, and never for those of a browser", () => {
    expect(queries("sql").filter(({ text }) => /\$\{__(from|to)/.test(text))).toEqual([]);
  });

  test("has something to say for every panel", async () => {
    const now = new Date("2026-03-02T12:00:00Z");
    const visit = (name: string, time: string, override: object = {}) =>
      event("u", name, time, {
        processed_at: `2026-03-02T${time}`,
        received_at: `2026-03-02T${time}`,
        pipeline_version: "1",
        enrichment_status: { geo: "ok" },
        page_host: "shop.example",
        page_path: `/${name}`,
        day_of_week: 1,
        hour_of_day: 10,
        ...override,
      });
    const store = await warehouse({
      events: [
        visit("page_view", "10:00:00"),
        visit("product_view", "10:01:00", { product_id: "shoe" }),
        visit("add_to_cart", "10:02:00", { product_id: "shoe" }),
        visit("begin_checkout", "10:03:00"),
        visit("purchase", "10:04:00", {
          product_id: "shoe",
          price: 10,
          value: 10,
          currency: "EUR",
          order_id: "1",
        }),
      ],
      failed: [
        {
          failure_id: "f",
          failed_at: "2026-03-02T10:00:00",
          first_failed_at: "2026-03-02T10:00:00",
          stage: "validate",
          reason: "schema_violation",
          dt: "2026-03-02",
          category: "data",
          retryable: false,
          component_version: "1",
          replay_count: 0,
        },
      ],
    });
    const empty: string[] = [];
    for (const { panel, text } of queries("sql"))
      if ((await store.run(inGrafana(text, now))).length === 0) empty.push(panel);
    expect(empty).toEqual([]);
  });
});

describe("the folder", () => {
  test("has dashboards, provisioning, Prometheus and compose, as JSON, which YAML takes, too", () => {
    const out = mkdtempSync(path.join(tmpdir(), "dashboards-"));
    writeFolder(out, folderFiles(dev, place));
    const files = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.\w+$/.test(file),
    );
    expect(files).toHaveLength(14);
    for (const file of files)
      expect(() => JSON.parse(readFileSync(path.join(out, file), "utf8"))).not.toThrow();
    const compose = JSON.parse(readFileSync(path.join(out, "docker-compose.yml"), "utf8"));
    for (const volume of Object.values(compose.services).flatMap(
      (service) => (service as { volumes: string[] }).volumes,
    ))
      expect(files.some((file) => `./${file}`.startsWith(`${volume.split(":")[0]}/`))).toBe(true);
  });

  testWith("promtool", "has a configuration that Prometheus takes", () => {
    const out = mkdtempSync(path.join(tmpdir(), "dashboards-"));
    writeFolder(out, folderFiles(dev, place));
    expect(promtool(["check", "config", path.join(out, "prometheus/prometheus.yml")])).toMatchObject({
      status: 0,
    });
    writeFileSync(
      path.join(out, "prometheus/alerts.yml"),
      '{"groups": [{"name": "x", "rules": [{"alert": "A", "expr": "sum("}]}]}',
    );
    expect(promtool(["check", "config", path.join(out, "prometheus/prometheus.yml")]).status).not.toBe(0);
  });
});

/** What of Grafana's API an import uses. */
async function grafana({ below = "", known = [] as string[], refuse = "" } = {}) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const { method, url = "" } = request;
    calls.push(`${method} ${url}`);
    const isKnown = known.some((each) => url.endsWith(each));
    const isRefused =
      request.headers.authorization !== "Bearer secret" || (refuse !== "" && url.endsWith(refuse));
    const status = isRefused
      ? 403
      : !url.startsWith(`${below}/api/`) || (method === "GET" && !isKnown)
        ? 404
        : 200;
    request.resume().on("end", () => response.writeHead(status).end('{"message":"as the stub says"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}${below}`,
    calls,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

describe("an import", () => {
  const into = (url: string, token = "secret") =>
    importInto({ url, token }, allDataSources(dev, place), dashboards);

  test("makes what is not there", async () => {
    await using stub = await grafana({ below: "/grafana" });
    await into(`${stub.url}/`);
    expect(stub.calls.filter((call) => call.startsWith("POST"))).toEqual([
      ...Array(3).fill("POST /grafana/api/datasources"),
      "POST /grafana/api/folders",
      ...Array(9).fill("POST /grafana/api/dashboards/db"),
    ]);
  });

  test("replaces what is there", async () => {
    await using stub = await grafana({ known: ["clickstream-prometheus", "/api/folders/clickstream"] });
    await into(stub.url);
    expect(stub.calls).toContain("PUT /api/datasources/uid/clickstream-prometheus");
    expect(stub.calls).not.toContain("POST /api/folders");
  });

  test.each([
    {
      description: "a token without the right",
      options: { refuse: "/api/datasources" },
      says: "service account with the role Admin",
    },
    { description: "what it said", options: { refuse: "/api/dashboards/db" }, says: "as the stub says" },
  ])("that is refused says $description", async ({ options, says }) => {
    await using stub = await grafana(options);
    await expect(into(stub.url)).rejects.toThrow(says);
  });

  test("into nothing says so", async () => {
    await expect(into("http://127.0.0.1:1")).rejects.toThrow("Grafana at http://127.0.0.1:1 is out of reach");
  });
});
