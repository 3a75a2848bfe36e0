import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Body, resourcesOf } from "../../../infra/checks/stack.ts";
import { environments } from "../../../infra/environments.ts";
import { alertRules, type RuleFile } from "../../../scripts/dashboards/alert-rules.ts";
import { type LookedAt, stackOf } from "../../../scripts/dashboards/stack.ts";
import { synthesized } from "../../infra/synthesized.ts";
import { promtool, testWith } from "../../prometheus.ts";
import { promqlErrors } from "../../promql.ts";

/** Alarms on what only AWS measures, and what stands for it in a local run. */
const onlyOnAws: Record<string, string> = {
  "produce-not-invoked": "schedules run in the run's own process",
  "generate-not-invoked": "schedules run in the run's own process",
  "curate-not-invoked": "schedules run in the run's own process",
  "enrich-undelivered": "the queue takes every message",
  "predict-undelivered": "the queue takes every message",
  "raw-throttled": "streams take all that comes unless faults are injected",
  "raw-read-throttled": "streams take all that comes unless faults are injected",
  "enriched-throttled": "streams take all that comes unless faults are injected",
  "enriched-read-throttled": "streams take all that comes unless faults are injected",
  "archive-behind": "the delivery's age says so",
  "archive-delivery": "a disk that is full ends the run with a sentence",
  "archive-transform": "errors of the function say so",
  "archive-partitions": "rows under the error prefix say so",
  "failed-queue-age": "the number of messages says so",
  "alarms-undelivered": "there is no topic",
  "predictions-throttled": "tables take all that comes unless faults are injected",
  "cursors-throttled": "tables take all that comes unless faults are injected",
  "redis-1-memory": "the machine's memory is the limit",
  "redis-1-busy": "the machine's processor is the limit",
  "redis-1-slow": "round trips say so",
  "redis-1-lag": "there is no replica",
};

let dev: LookedAt;
let prod: LookedAt;
let rules: RuleFile;
beforeAll(async () => {
  [dev, prod] = await Promise.all([stackOf("dev"), stackOf("prod")]);
  rules = alertRules(dev);
});

const rulesIn = (file: RuleFile) => file.groups.flatMap((group) => group.rules);
const alarmsOf = (stack: ReturnType<typeof synthesized>) =>
  resourcesOf(stack, "aws_cloudwatch_metric_alarm").map(({ body }) => body);

/** What terraform puts into a text are the names of resources. */
const withNames = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replaceAll(/[.*+?^$()|[\]\\{}]/g, "\\$&"))
      .join("clickstream-[a-z-]+")}$`,
  );

/** From the first look that finds it beyond its limit to the last. */
function lasts({ evaluation_periods, period, metric_query }: Body): string {
  const queries = (metric_query ?? []) as { metric?: { period: number } }[];
  const seconds = period ?? queries.find(({ metric }) => metric)?.metric?.period;
  return `${(Number(evaluation_periods) - 1) * Number(seconds)}s`;
}

describe("alerts of Prometheus and alarms of CloudWatch", () => {
  test("are the same list, but for what AWS alone measures", () => {
    const alarms = alarmsOf(synthesized()).map(({ alarm_name }) =>
      String(alarm_name).replace("clickstream-dev-", ""),
    );
    const alerts = rulesIn(rules).map(({ labels }) => labels.id);
    expect([...alerts, ...Object.keys(onlyOnAws)].sort()).toEqual(alarms.sort());
  });

  test.each(["dev", "prod"] as const)("have the same limits, times and meanings in %s", (environment) => {
    const file = alertRules(environment === "dev" ? dev : prod);
    const byId = new Map(rulesIn(file).map((rule) => [rule.labels.id, rule]));
    for (const body of alarmsOf(synthesized({}, environments[environment]))) {
      const rule = byId.get(String(body.alarm_name).replace(`clickstream-${environment}-`, ""));
      if (rule === undefined) continue;
      expect(rule.annotations.description).toMatch(withNames(String(body.alarm_description)));
      expect(rule.expr).toMatch(new RegExp(`[<>] ${body.threshold}( or absent|$)`));
      expect({ id: rule.labels.id, for: rule.for }).toEqual({ id: rule.labels.id, for: lasts(body) });
    }
  });

  test("are PromQL", () => {
    for (const { expr } of [...rulesIn(rules), ...rulesIn(alertRules(prod))])
      expect({ expr, errors: promqlErrors(expr) }).toEqual({ expr, errors: [] });
    expect(promqlErrors("sum(rate(x[1m])) by")).not.toEqual([]);
  });
});

describe.each(["dev", "prod"] as const)("the resources of %s", (environment) => {
  test("have the names that infra gives them", () => {
    const { resources } = environment === "dev" ? dev : prod;
    const stack = synthesized({}, environments[environment]);
    const named = (type: string, attribute: string) =>
      resourcesOf(stack, type).map(({ body }) => String(body[attribute]));
    const functions = Object.values(resources.functions);
    expect(functions.map(({ name }) => name).sort()).toEqual(
      named("aws_lambda_function", "function_name").sort(),
    );
    expect(Object.values(resources.streams).sort()).toEqual(named("aws_kinesis_stream", "name").sort());
    expect(named("aws_dynamodb_table", "name")).toEqual(
      expect.arrayContaining(Object.values(resources.tables)),
    );
    expect(named("aws_sqs_queue", "name").sort()).toEqual(
      [resources.failedQueue, resources.deadLetterQueue].sort(),
    );
    expect(named("aws_kinesis_firehose_delivery_stream", "name")).toContain(resources.deliveryStream);
    expect(named("aws_sns_topic", "name")).toContain(resources.topicName);
    // A rule is called as the function that it invokes, which stands for a reference here.
    expect(functions.flatMap(({ rules }) => rules).map((rule) => rule.replace(/-\d+$/, ""))).toEqual(
      functions.filter(({ rules }) => rules.length > 0).flatMap(({ rules, name }) => rules.map(() => name)),
    );
    expect(functions.flatMap(({ rules }) => rules)).toHaveLength(
      resourcesOf(stack, "aws_cloudwatch_event_rule").length,
    );
    expect(functions.filter(({ mappings }) => mappings.length > 0)).toHaveLength(
      resourcesOf(stack, "aws_lambda_event_source_mapping").filter(({ body }) => body.starting_position)
        .length,
    );
    const group = named("aws_elasticache_replication_group", "replication_group_id")[0];
    expect(resources.redisNodes.every((node) => node.startsWith(`${group}-0`))).toBe(true);
  });
});

test("an environment that does not exist is named", async () => {
  await expect(stackOf("tset")).rejects.toThrow("No such environment: tset. There are dev, staging, prod.");
});

/** A file of promtool's own form: series by the minute, and which alerts stand at a time. */
const unitTests = (file: string) => ({
  rule_files: [file],
  evaluation_interval: "1m",
  tests: [
    {
      name: "an error now and then is none; errors for five minutes are",
      interval: "30s",
      input_series: [
        {
          series: 'clickstream_function_errors_total{function="clickstream-dev-enrich"}',
          values: "0x10 1x20 2+1x20",
        },
      ],
      alert_rule_test: [
        { eval_time: "12m", alertname: "EnrichErrors", exp_alerts: [] },
        { eval_time: "25m", alertname: "EnrichErrors", exp_alerts: [alert(rules, "EnrichErrors")] },
      ],
    },
    {
      name: "one record that is in no place at all is enough",
      interval: "30s",
      input_series: [
        {
          series:
            'clickstream_trigger_dropped_total{function="clickstream-dev-enrich",source="clickstream-dev-raw"}',
          values: "0x5 1x20",
        },
      ],
      alert_rule_test: [
        { eval_time: "2m", alertname: "EnrichDropped", exp_alerts: [] },
        { eval_time: "3m", alertname: "EnrichDropped", exp_alerts: [alert(rules, "EnrichDropped")] },
        { eval_time: "8m", alertname: "EnrichDropped", exp_alerts: [] },
      ],
    },
    {
      name: "a share needs no failure to be 0, and only events to be known",
      interval: "30s",
      input_series: [
        {
          series: 'clickstream_events_failed_total{function="clickstream-dev-enrich"}',
          values: "0x60 0+10x80",
        },
        { series: 'clickstream_events_in_total{function="clickstream-dev-enrich"}', values: "0+90x140" },
      ],
      alert_rule_test: [
        { eval_time: "29m", alertname: "EnrichFailedShare", exp_alerts: [] },
        { eval_time: "60m", alertname: "EnrichFailedShare", exp_alerts: [alert(rules, "EnrichFailedShare")] },
      ],
    },
    {
      name: "events that went in and came out nowhere are missed after two hours",
      interval: "1m",
      input_series: [
        { series: 'clickstream_events_in_total{function="clickstream-dev-enrich"}', values: "0+100x300" },
        {
          series: 'clickstream_events_archived_total{function="clickstream-dev-archive"}',
          values: "0+90x300",
        },
        {
          series: 'clickstream_events_predicted_total{function="clickstream-dev-predict"}',
          values: "0+100x300",
        },
      ],
      alert_rule_test: [
        {
          eval_time: "200m",
          alertname: "AccountingArchived",
          exp_alerts: [alert(rules, "AccountingArchived")],
        },
        { eval_time: "200m", alertname: "AccountingPredicted", exp_alerts: [] },
        // Nothing went in, so that nothing is missing.
        { eval_time: "200m", alertname: "AccountingRaw", exp_alerts: [] },
      ],
    },
  ],
});

/** In production, silence of the schedule is an alarm, too. */
const silenceTests = (file: string) => ({
  rule_files: [file],
  evaluation_interval: "1m",
  tests: [
    {
      interval: "1m",
      input_series: [],
      alert_rule_test: [
        {
          eval_time: "10m",
          alertname: "ProduceSilent",
          exp_alerts: [alert(alertRules(prod), "ProduceSilent")],
        },
      ],
    },
    {
      interval: "30s",
      input_series: [
        {
          series: 'clickstream_function_duration_seconds_count{function="clickstream-prod-produce"}',
          values: "0+1x60",
        },
      ],
      alert_rule_test: [{ eval_time: "10m", alertname: "ProduceSilent", exp_alerts: [] }],
    },
  ],
});

function alert(file: RuleFile, name: string) {
  const { labels, annotations } = rulesIn(file).find((rule) => rule.alert === name)!;
  return { exp_labels: labels, exp_annotations: annotations };
}

describe("promtool", () => {
  const written = (name: string, value: object) => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "rules-")), name);
    writeFileSync(file, JSON.stringify(value));
    return file;
  };

  testWith("promtool", "takes the rules of every environment", () => {
    for (const stack of [dev, prod])
      expect(promtool(["check", "rules", written("rules.json", alertRules(stack))])).toMatchObject({
        status: 0,
      });
  });

  testWith("promtool", "sees the alerts stand when they should", () => {
    const file = written("rules.json", rules);
    const result = promtool(["test", "rules", written("tests.json", unitTests(file))]);
    expect(result).toMatchObject({ status: 0, output: expect.stringContaining("SUCCESS") });
  });

  testWith("promtool", "sees an alert on silence", () => {
    const file = written("rules.json", alertRules(prod));
    const result = promtool(["test", "rules", written("tests.json", silenceTests(file))]);
    expect(result).toMatchObject({ status: 0, output: expect.stringContaining("SUCCESS") });
  });
});
