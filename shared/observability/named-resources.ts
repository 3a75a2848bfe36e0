import type { SettingChoice } from "../settings/choices.ts";
import { type FunctionName, lambdaNames } from "../settings/functions.ts";
import { cadenceOf } from "./cadence.ts";
import { ruleNames } from "./rule-names.ts";
import type { WatchedFunction, WatchedResources } from "./watched.ts";

/** What a stack's resources depend on that are looked at, beside its name. */
export interface NamedStack {
  timeouts: Readonly<Record<FunctionName, number>>;
  schedules: Readonly<Partial<Record<FunctionName, boolean>>>;
  redis: { shards: number; replicas: number };
  scoring: SettingChoice<"scoring">;
  triggers: Readonly<Record<StreamReader, { fanOut: boolean }>>;
  /** Invocations of `produce` that begin together. */
  elasticsearchSlices: number;
  /** Whether the model may be the stack's own. */
  ownModel: boolean;
  /** Whether events are copied to be explored. */
  explored: boolean;
}

type StreamReader = "enrich" | "predict" | "search";

/**
 * The resources of a stack by the names that infra gives them, for whoever looks at a stack from outside. A trigger goes by
 * its function: AWS gives it an id that nobody knows before.
 */
export function namedResources(
  stack: string,
  { timeouts, schedules, redis, scoring, triggers, ownModel, explored, elasticsearchSlices }: NamedStack,
): WatchedResources {
  const readers: readonly FunctionName[] = [
    "enrich",
    ...(scoring === "inline" ? [] : ["predict" as const]),
    ...(explored ? ["search" as const] : []),
  ];
  const fanOut = (name: StreamReader): string[] =>
    readers.includes(name) && triggers[name].fanOut ? [`${stack}-${name}`] : [];
  const watched = (name: FunctionName): WatchedFunction => ({
    name: `${stack}-${name}`,
    timeoutSeconds: timeouts[name],
    mappings: readers.includes(name) ? [`${stack}-${name}`] : [],
    rules:
      name in schedules ? ruleNames(`${stack}-${name}`, name === "produce" ? elasticsearchSlices : 1) : [],
    scheduled: schedules[name] ?? false,
    ...cadenceOf(name),
  });
  const names = lambdaNames.filter(
    (name) => (name !== "model" || ownModel) && (name !== "search" || explored),
  );
  return {
    functions: Object.fromEntries(
      names.map((name) => [name, watched(name)]),
    ) as WatchedResources["functions"],
    streams: { raw: `${stack}-raw`, enriched: `${stack}-enriched` },
    consumers: { raw: fanOut("enrich"), enriched: [...fanOut("predict"), ...fanOut("search")] },
    tables: { predictions: `${stack}-predictions`, cursors: `${stack}-cursors` },
    failedQueue: `${stack}-failed`,
    deadLetterQueue: `${stack}-failed-dead-letters`,
    deliveryStream: `${stack}-archive`,
    redisNodes: nodesOf(stack, redis),
    topicName: `${stack}-alarms`,
  };
}

const three = (number: number): string => String(number).padStart(3, "0");

/** As ElastiCache names the nodes of a cluster: by shard and node. */
export function nodesOf(group: string, { shards, replicas }: NamedStack["redis"]): string[] {
  const nodes = Array.from({ length: 1 + replicas }, (_, node) => three(node + 1));
  return Array.from({ length: shards }, (_, shard) =>
    nodes.map((node) => `${group}-0${three(shard + 1)}-${node}`),
  ).flat();
}
