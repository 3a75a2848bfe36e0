import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import { Alarm, type AlarmRule } from "./observability/alarm.ts";
import { dependencyAlarms } from "./observability/alarms/dependencies.ts";
import { functionAlarms } from "./observability/alarms/functions.ts";
import { pipelineAlarms } from "./observability/alarms/pipeline.ts";
import { queueAlarms, redisAlarms, tableAlarms } from "./observability/alarms/stores.ts";
import { deliveryAlarms, streamAlarms } from "./observability/alarms/streams.ts";
import { budget } from "./observability/budget.ts";
import { dashboard } from "./observability/dashboard.ts";
import { AlarmTopic } from "./observability/topic.ts";
import type { WatchedResources } from "./observability/watched.ts";

/** Alarms on what would break the promise, a dashboard that shows the flow, and a budget. */
export class Observability extends Construct {
  readonly topicArn: string;
  readonly dashboardName: string;

  constructor(
    scope: Construct,
    id: string,
    context: StackContext,
    parts: Omit<WatchedResources, "topicName">,
  ) {
    super(scope, id);
    const { environment } = context;
    const topic = new AlarmTopic(this, "alarms", context);
    const watched: WatchedResources = { ...parts, topicName: topic.topicName };
    const rules: AlarmRule[] = [
      ...functionAlarms(watched, environment.alarms),
      ...streamAlarms(watched, environment),
      ...deliveryAlarms(watched, environment),
      ...queueAlarms(watched),
      ...tableAlarms(watched),
      ...redisAlarms(watched),
      ...dependencyAlarms(watched, environment),
      ...pipelineAlarms(watched, environment),
    ];
    const alarms = rules.map((rule) => new Alarm(this, context.name, topic.arn, rule).arn);
    this.dashboardName = dashboard(this, context, watched, alarms);
    if (environment.alarms.monthlyBudget) budget(this, context, topic.arn, environment.alarms.monthlyBudget);
    this.topicArn = topic.arn;
  }
}
