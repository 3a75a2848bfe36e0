import path from "node:path";
import { commandLine } from "./command-line.ts";
import { allDashboards, allDataSources, folderFiles, writeFolder } from "./dashboards/folder.ts";
import { importInto } from "./dashboards/grafana.ts";
import { stackOf } from "./dashboards/stack.ts";
import { printResult } from "./terminal.ts";
import { main, missingArgument, UsageError } from "./user-error.ts";

const usage = `Grafana's dashboards of a local run and of a deployed stack, and the alert rules of Prometheus.

  npm run dashboards -- --out DIR [options]
  npm run dashboards -- --grafana URL --token TOKEN [options]

  --out DIR            folder to write: dashboards, data sources and their provisioning, Prometheus' configuration and
                       alerts, and a docker-compose.yml that starts both ("docker compose up" in that folder)
  --grafana URL        a running Grafana, into which data sources and dashboards are put; what is there under the same
                       ids is replaced
  --token TOKEN        of a service account of that Grafana with the role Admin (or GRAFANA_TOKEN, which no list of
                       processes shows)
  --environment NAME   whose stack the dashboards show: dev, staging or prod (dev)
  --prometheus URL     Prometheus, as Grafana reaches it (http://127.0.0.1:9090)
  --page HOST:PORT     page of the local run, which Prometheus scrapes (127.0.0.1:8080)
  --region REGION      of the deployed stack (AWS_REGION, else eu-west-1)
  --json               what was written, as JSON
  --help               print this
`;

function options() {
  const text = { type: "string" } as const;
  return commandLine(
    {
      options: {
        out: text,
        grafana: text,
        token: { ...text, default: process.env.GRAFANA_TOKEN },
        environment: { ...text, default: "dev" },
        prometheus: { ...text, default: "http://127.0.0.1:9090" },
        page: { ...text, default: "127.0.0.1:8080" },
        region: { ...text, default: process.env.AWS_REGION ?? "eu-west-1" },
        help: { type: "boolean", default: false },
      },
    },
    usage,
  ).values;
}

function checkUrl(option: string, url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError(`${option} ${url}: expected an address such as http://127.0.0.1:3000.`);
}

await main(async () => {
  const { out, grafana, token, environment, help, ...place } = options();
  if (help) return void process.stdout.write(usage);
  if ((out === undefined) === (grafana === undefined))
    throw missingArgument("Give --out for a folder, or --grafana for a running Grafana.", usage);
  checkUrl("--prometheus", place.prometheus);
  const stack = await stackOf(environment);
  if (out !== undefined) {
    const files = folderFiles(stack, place);
    writeFolder(path.resolve(out), files);
    const start = `cd ${out} && docker compose up`;
    printResult(
      { out, files: [...files.keys()] },
      `${out}: ${files.size} files. With Docker: ${start}; Grafana is then at http://127.0.0.1:3000.\n`,
    );
    return;
  }
  checkUrl("--grafana", grafana!);
  if (!token) throw new UsageError("--token is missing: that of a service account of the Grafana.");
  const dashboards = allDashboards(stack);
  const sources = allDataSources(stack, place);
  await importInto({ url: grafana!, token }, sources, dashboards);
  printResult(
    { grafana, data_sources: sources.length, dashboards: dashboards.length },
    `${grafana}: ${sources.length} data sources and ${dashboards.length} dashboards in the folder Clickstream.\n`,
  );
});
