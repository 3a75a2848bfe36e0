import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { allDashboards, folderFiles } from "../../../scripts/dashboards/folder.ts";
import { type LookedAt, stackOf } from "../../../scripts/dashboards/stack.ts";

/**
 * Grafana's own model of a dashboard, which it generates for its front end, as types: JSON is written down as TypeScript
 * and compiled. What no type knows does not compile, and neither does a value that is none of an enum.
 */
const root = path.join(import.meta.dirname, "../../..");
const schema = path.join(root, "node_modules/@grafana/schema");
const MODEL = "@grafana/schema/dist/types/raw/composable";

const panelTypes: Record<string, string> = {
  barchart: "barchart/panelcfg/x/BarChartPanelCfg_types.gen",
  bargauge: "bargauge/panelcfg/x/BarGaugePanelCfg_types.gen",
  piechart: "piechart/panelcfg/x/PieChartPanelCfg_types.gen",
  stat: "stat/panelcfg/x/StatPanelCfg_types.gen",
  table: "table/panelcfg/x/TablePanelCfg_types.gen",
  timeseries: "timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen",
};

const HEAD = `import type { Dashboard } from "@grafana/schema";
import type { CloudWatchMetricsQuery } from "${MODEL}/cloudwatch/dataquery/x/CloudWatchDataQuery_types.gen.d.ts";
${Object.entries(panelTypes)
  .map(([type, file]) => `import type * as ${type} from "${MODEL}/${file}.d.ts";`)
  .join("\n")}
/** JSON has the values of enums, and leaves out what has a default. */
type Json<T> = T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T
  : T extends (infer Each)[] ? Json<Each>[] : T extends object ? { [Key in keyof T]?: Json<T[Key]> } : T;
`;

/** A dashboard as TypeScript, with what its panels have for options and ask of CloudWatch by types of their own. */
function asTypeScript(dashboard: Dashboard): string {
  const lines = [HEAD, declared("Dashboard", dashboard)];
  for (const panel of (dashboard.panels ?? []) as Panel[]) {
    if (panel.type === "row") continue;
    lines.push(declared(`${panel.type}.Options`, panel.options ?? {}));
    const { custom } = panel.fieldConfig?.defaults ?? {};
    if (custom !== undefined) lines.push(declared(`${panel.type}.FieldConfig`, custom));
    if (panel.datasource?.type === "cloudwatch")
      for (const target of panel.targets ?? []) lines.push(declared("CloudWatchMetricsQuery", target));
  }
  return lines.map((line, at) => line.replace("const _", `const at${at}`)).join("\n");
}

const declared = (type: string, value: unknown): string =>
  `export const _: Json<${type}> = ${JSON.stringify(value)};`;

/** What is wrong with each file, by its name. */
function compiled(files: ReadonlyMap<string, string>): Map<string, string> {
  const folder = mkdtempSync(path.join(tmpdir(), "grafana-schema-"));
  for (const [name, text] of files) writeFileSync(path.join(folder, `${name}.ts`), text);
  const { compilerOptions } = JSON.parse(readFileSync(path.join(root, "tsconfig.json"), "utf8"));
  const paths = {
    "@grafana/schema": [path.join(schema, "dist/types/index.d.ts")],
    "@grafana/schema/dist/*": [path.join(schema, "dist/*")],
  };
  const own = { types: [], noUnusedLocals: false, paths };
  const config = { compilerOptions: { ...compilerOptions, ...own }, include: ["*.ts"] };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  const { stdout } = spawnSync(
    path.join(root, "node_modules/.bin/tsc"),
    ["-p", folder, "--pretty", "false"],
    {
      encoding: "utf8",
      cwd: folder,
    },
  );
  rmSync(folder, { recursive: true });
  const problems = new Map<string, string>();
  for (const [, name = "", said = ""] of stdout.matchAll(/^([\w-]+)\.ts\(\d+,\d+\): (.*)$/gm))
    problems.set(name, problems.get(name) ?? said);
  if (problems.size === 0 && stdout !== "") throw new Error(stdout);
  return problems;
}

interface Damage {
  what: string;
  uid: string;
  damage(dashboard: Dashboard): void;
}

const panelOf = (dashboard: Dashboard, type: string) =>
  (dashboard.panels as Panel[]).find((panel) => panel.type === type)!;

const damages: Damage[] = [
  {
    what: "a refresh that is no text",
    uid: "system-prometheus",
    damage: (dashboard) => Object.assign(dashboard, { refresh: 5 }),
  },
  {
    what: "an attribute that no dashboard has",
    uid: "system-prometheus",
    damage: (dashboard) => Object.assign(dashboard, { pannels: [] }),
  },
  {
    what: "an attribute that no panel has",
    uid: "system-prometheus",
    damage: (dashboard) => Object.assign(panelOf(dashboard, "timeseries"), { tittle: "" }),
  },
  {
    what: "an orientation that there is not",
    uid: "clickstream-prometheus",
    damage: (dashboard) => Object.assign(panelOf(dashboard, "bargauge").options!, { orientation: "lying" }),
  },
  {
    what: "an option of another panel",
    uid: "behaviour-athena",
    damage: (dashboard) => Object.assign(panelOf(dashboard, "barchart").options!, { displayMode: "lcd" }),
  },
  {
    what: "a mode that CloudWatch's editor has not",
    uid: "system-cloudwatch",
    damage: (dashboard) =>
      Object.assign(panelOf(dashboard, "timeseries").targets![0]!, { metricEditorMode: "code" }),
  },
];

describe("by Grafana's own schema", () => {
  let stack: LookedAt;
  let problems: Map<string, string>;

  beforeAll(async () => {
    stack = await stackOf("dev");
    const files = new Map(allDashboards(stack).map((each) => [each.uid!, asTypeScript(each)]));
    for (const [at, { uid, damage }] of damages.entries()) {
      const dashboard = allDashboards(stack).find((each) => each.uid === uid)!;
      damage(dashboard);
      files.set(`damaged-${at}`, asTypeScript(dashboard));
    }
    problems = compiled(files);
  });

  test("every dashboard is one", () => {
    const wrong = [...problems].filter(([name]) => !name.startsWith("damaged-"));
    expect(wrong).toEqual([]);
  });

  test.each(damages.map(({ what }, at) => ({ what, at })))("$what is none", ({ at }) => {
    expect(problems.get(`damaged-${at}`)).toMatch(/not assignable|does not exist/);
  });

  test("it is the schema of the Grafana that the compose file starts", () => {
    const { version } = JSON.parse(readFileSync(path.join(schema, "package.json"), "utf8"));
    const place = { region: "eu-west-1", prometheus: "http://127.0.0.1:9090", page: "127.0.0.1:8080" };
    const compose = JSON.parse(folderFiles(stack, place).get("docker-compose.yml")!);
    expect(compose.services.grafana.image).toBe(`grafana/grafana:${version}`);
  });
});
