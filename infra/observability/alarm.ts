import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { Construct } from "constructs";

export interface Threshold {
  /** What it means, for whoever is woken by it. */
  description: string;
  dimensions: Record<string, string>;
  statistic: "Maximum" | "Sum";
  above: number;
  /** Minutes in a row that it must last. */
  minutes: number;
}

interface AlarmProps {
  name: string;
  topicArn: string;
  namespace: string;
  metricName: string;
  threshold: Threshold;
}

/** An alarm by the minute. No data is good news: the services above only count what happens. */
export class Alarm extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { name, topicArn, namespace, metricName, threshold }: AlarmProps,
  ) {
    super(scope, id);
    new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: name,
      alarmDescription: threshold.description,
      namespace,
      metricName,
      dimensions: threshold.dimensions,
      statistic: threshold.statistic,
      period: 60,
      evaluationPeriods: threshold.minutes,
      datapointsToAlarm: threshold.minutes,
      comparisonOperator: "GreaterThanThreshold",
      threshold: threshold.above,
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
  }
}
