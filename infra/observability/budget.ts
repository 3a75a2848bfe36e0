import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget/index.js";
import type { Construct } from "constructs";
import type { StackContext } from "../context.ts";

/**
 * What a month may cost, for everything that carries the environment's tag (which the account's owner must have
 * activated for cost allocation). It tells at four fifths spent, and when the forecast is above it all.
 */
export function budget(
  scope: Construct,
  { name, environment }: StackContext,
  topicArn: string,
  dollars: number,
): void {
  const notice = (threshold: number, notificationType: "ACTUAL" | "FORECASTED") => ({
    comparisonOperator: "GREATER_THAN",
    threshold,
    thresholdType: "PERCENTAGE",
    notificationType,
    subscriberSnsTopicArns: [topicArn],
  });
  new BudgetsBudget(scope, "budget", {
    name,
    budgetType: "COST",
    limitAmount: String(dollars),
    limitUnit: "USD",
    timeUnit: "MONTHLY",
    costFilter: [{ name: "TagKeyValue", values: [`user:environment$${environment.name}`] }],
    notification: [notice(80, "ACTUAL"), notice(100, "FORECASTED")],
  });
}
