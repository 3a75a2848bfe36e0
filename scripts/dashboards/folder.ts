import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { alertRules } from "./alert-rules.ts";
import { behaviour } from "./behaviour.ts";
import { clickstream } from "./clickstream.ts";
import { bindings } from "./panel.ts";
import { rendered } from "./render.ts";
import type { LookedAt } from "./stack.ts";
import { system } from "./system.ts";
import { dataSources } from "./targets.ts";

/** Where the services are that Grafana asks. */
export interface DashboardPlace {
  region: string;
  /** Address of Prometheus. */
  prometheus: string;
  /** Host and port of the local run's page, which Prometheus scrapes. */
  page: string;
}

export interface DataSource {
  name: string;
  type: string;
  uid: string;
  access: "proxy";
  url?: string;
  isDefault: boolean;
  jsonData: Record<string, string>;
}

/** Every dashboard in every binding. */
export const allDashboards = (stack: LookedAt): Dashboard[] =>
  [clickstream, behaviour, system].flatMap((define) =>
    bindings.map((binding) => rendered(define(stack), binding, stack.name)),
  );

/** As Grafana's API and its provisioning take them. Credentials are those of Grafana's own role or environment. */
export function allDataSources({ name }: LookedAt, { region, prometheus }: DashboardPlace): DataSource[] {
  const aws = { authType: "default", defaultRegion: region };
  const common = { access: "proxy", isDefault: false } as const;
  return [
    {
      ...common,
      ...dataSources.prometheus,
      name: "Clickstream Prometheus",
      url: prometheus,
      isDefault: true,
      jsonData: { timeInterval: `${SCRAPE_SECONDS}s` },
    },
    { ...common, ...dataSources.cloudwatch, name: "Clickstream CloudWatch", jsonData: aws },
    {
      ...common,
      ...dataSources.athena,
      name: "Clickstream Athena",
      jsonData: { ...aws, catalog: "AwsDataCatalog", database: name.replaceAll("-", "_"), workgroup: name },
    },
  ];
}

const SCRAPE_SECONDS = 5;

/** JSON is YAML, too: what wants YAML gets JSON under that ending. */
export function folderFiles(stack: LookedAt, place: DashboardPlace): Map<string, string> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const files = new Map(allDashboards(stack).map((each) => [`dashboards/${each.uid}.json`, json(each)]));
  files.set(
    "provisioning/datasources/clickstream.yaml",
    json({ apiVersion: 1, datasources: allDataSources(stack, place) }),
  );
  files.set("provisioning/dashboards/clickstream.yaml", json({ apiVersion: 1, providers: [provider] }));
  files.set("prometheus/prometheus.yml", json(prometheusConfig(place)));
  files.set("prometheus/alerts.yml", json(alertRules(stack)));
  files.set("docker-compose.yml", json(compose(place)));
  return files;
}

const provider = {
  name: "clickstream",
  folder: "Clickstream",
  type: "file",
  options: { path: "/var/lib/grafana/clickstream" },
};

export const prometheusConfig = ({ page }: Pick<DashboardPlace, "page">) => ({
  global: { scrape_interval: `${SCRAPE_SECONDS}s`, evaluation_interval: "15s" },
  rule_files: ["alerts.yml"],
  scrape_configs: [{ job_name: "clickstream", static_configs: [{ targets: [page] }] }],
});

/** On the host's network, as the local run listens on loopback alone, and so do these two. */
const compose = ({ region, prometheus }: DashboardPlace) => ({
  services: {
    prometheus: {
      image: "prom/prometheus:v3.6.0",
      network_mode: "host",
      command: [
        "--config.file=/etc/prometheus/prometheus.yml",
        `--web.listen-address=${new URL(prometheus).host}`,
      ],
      volumes: ["./prometheus:/etc/prometheus:ro"],
    },
    grafana: {
      image: "grafana/grafana:12.2.0",
      network_mode: "host",
      environment: {
        GF_SERVER_HTTP_ADDR: "127.0.0.1",
        GF_PLUGINS_PREINSTALL: "grafana-athena-datasource",
        AWS_REGION: region,
        // Those of whoever starts it, where a deployed stack is looked at.
        AWS_ACCESS_KEY_ID: "${AWS_ACCESS_KEY_ID:-}",
        AWS_SECRET_ACCESS_KEY: "${AWS_SECRET_ACCESS_KEY:-}",
        AWS_SESSION_TOKEN: "${AWS_SESSION_TOKEN:-}",
      },
      volumes: [
        "./provisioning:/etc/grafana/provisioning:ro",
        "./dashboards:/var/lib/grafana/clickstream:ro",
      ],
    },
  },
});

export function writeFolder(out: string, files: ReadonlyMap<string, string>): void {
  for (const [name, content] of files) {
    const file = path.join(out, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
