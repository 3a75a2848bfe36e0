import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmMetricQuery,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { Construct } from "constructs";
import { type AlarmRule, alarmText, type Calculation } from "../../shared/observability/alarm-rule.ts";
import type { Metric } from "../../shared/observability/metric.ts";

const MINUTE = 60;

/** One alarm, which tells the topic when it begins and when it is over. */
export class Alarm extends Construct {
  readonly arn: string;

  constructor(scope: Construct, stack: string, topicArn: string, rule: AlarmRule) {
    super(scope, rule.id);
    const { limit, periods, period = MINUTE, silence = "good" } = rule;
    const above = "above" in limit;
    this.arn = new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: `${stack}-${rule.id}`,
      alarmDescription: alarmText(rule),
      ...("expression" in rule.of
        ? { metricQuery: queries(rule.of, period) }
        : { ...statistic(rule.of), period }),
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      comparisonOperator: above ? "GreaterThanThreshold" : "LessThanThreshold",
      threshold: above ? limit.above : limit.below,
      treatMissingData: silence === "good" ? "notBreaching" : "breaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    }).arn;
  }
}

function statistic({ namespace, name, dimensions, statistic }: Metric) {
  return {
    namespace,
    metricName: name,
    dimensions,
    ...(statistic.startsWith("p") ? { extendedStatistic: statistic } : { statistic }),
  };
}

function queries({ expression, metrics }: Calculation, period: number): CloudwatchMetricAlarmMetricQuery[] {
  return [
    { id: "result", expression, label: "result", returnData: true },
    ...Object.entries(metrics).map(([id, { namespace, name, dimensions, statistic }]) => ({
      id,
      metric: { namespace, metricName: name, dimensions, stat: statistic, period },
      returnData: false,
    })),
  ];
}
