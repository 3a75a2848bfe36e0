import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy/index.js";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js";
import { Construct } from "constructs";
import type { StackContext } from "../context.ts";
import { givenBy } from "../given.ts";
import { allowStatement, policy } from "../policy.ts";

/** The topic of alarms and budget messages: encrypted, and open only to these two services of this account. */
export class AlarmTopic extends Construct {
  readonly arn: string;
  readonly topicName: string;

  constructor(scope: Construct, id: string, { name, key, account, environment }: StackContext) {
    super(scope, id);
    const topic = new SnsTopic(this, "topic", { name: `${name}-alarms`, kmsMasterKeyId: key.arn });
    const publish = (service: string) => ({
      ...allowStatement(["sns:Publish"], [topic.arn], { StringEquals: { "aws:SourceAccount": account } }),
      Principal: { Service: service },
    });
    new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: policy([
        publish("cloudwatch.amazonaws.com"),
        ...(environment.alarms.monthlyBudget ? [publish("budgets.amazonaws.com")] : []),
      ]),
    });
    const email = givenBy("ALARM_EMAIL") ?? environment.alarms.email;
    // AWS asks the reader to confirm; until then the topic stays silent.
    if (email)
      new SnsTopicSubscription(this, "mail", { topicArn: topic.arn, protocol: "email", endpoint: email });
    this.arn = topic.arn;
    this.topicName = topic.name;
  }
}
