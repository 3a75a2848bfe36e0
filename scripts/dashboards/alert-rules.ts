import { alarmRules } from "../../shared/observability/alarms.ts";
import { type AlertRule, alertOf } from "../../shared/observability/promql.ts";
import type { LookedAt } from "./stack.ts";

/** A file of rules as Prometheus reads it: JSON is YAML, too. */
export interface RuleFile {
  groups: { name: string; rules: AlertRule[] }[];
}

/** The stack's alarms for a Prometheus that scrapes a local run; those on what AWS alone measures are left out. */
export function alertRules({ resources, settings }: LookedAt): RuleFile {
  // Of several nodes of Redis a run has one.
  const rules = new Map<string, AlertRule>();
  for (const rule of alarmRules(resources, settings)) {
    const alert = alertOf(rule);
    if (alert !== undefined && !rules.has(alert.expr)) rules.set(alert.expr, alert);
  }
  return { groups: [{ name: "clickstream", rules: [...rules.values()] }] };
}
