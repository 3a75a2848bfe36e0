import { Construct } from "constructs";
import { alarmRules } from "../shared/observability/alarms.ts";
import type { WatchedResources } from "../shared/observability/watched.ts";
import type { StackContext } from "./context.ts";
import { Alarm } from "./observability/alarm.ts";
import { budget } from "./observability/budget.ts";
import { dashboard } from "./observability/dashboard.ts";
import { AlarmTopic } from "./observability/topic.ts";

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
    const alarms = alarmRules(watched, environment).map(
      (rule) => new Alarm(this, context.name, topic.arn, rule).arn,
    );
    this.dashboardName = dashboard(this, context, watched, alarms);
    if (environment.alarms.monthlyBudget) budget(this, context, topic.arn, environment.alarms.monthlyBudget);
    this.topicArn = topic.arn;
  }
}
