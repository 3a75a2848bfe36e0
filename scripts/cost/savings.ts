import { flowOf, neededShards } from "./flow.ts";
import { monthlyCost, total } from "./monthly.ts";
import type { Load, PricedStack, PricedStreamName } from "./stack.ts";

/** A setting of the environment at another value. */
interface Change {
  setting: string;
  /** What is given up for it. */
  instead: string;
  apply(stack: PricedStack, load: Load): PricedStack;
}

export interface Saving {
  setting: string;
  instead: string;
  /** Dollars a month; below 0 it would be dearer. */
  monthly: number;
}

const changes: readonly Change[] = [
  {
    setting: 'predictionWrites "latest_per_user"',
    instead: "one item a person and batch, not one an event",
    apply: (stack) => withPredictions(stack, { latestOnly: true }),
  },
  {
    setting: 'predictionWrites "latest_per_user", triggers.predict.windowSeconds 60',
    instead: "as that, and predictions come a minute later",
    apply: (stack) => {
      const latest = withPredictions(stack, { latestOnly: true });
      return stack.predict ? { ...latest, predict: { ...stack.predict, windowSeconds: 60 } } : latest;
    },
  },
  {
    setting: "predictionDays 7",
    instead: "older predictions are in the archive only, by replay",
    apply: (stack) => withPredictions(stack, { days: Math.min(7, stack.predictions.days) }),
  },
  {
    setting: "predictionArchive false",
    instead: "SQL knows no scores: they are in their table alone",
    apply: (stack) => withPredictions(stack, { archived: false }),
  },
  {
    setting: "predictionRecovery false",
    instead: "a table that is deleted by mistake is filled again by replay",
    apply: (stack) => withPredictions(stack, { recovery: false }),
  },
  {
    setting: "predictionCapacity, provisioned",
    instead: "writes wait for minutes where the load grows faster than auto-scaling",
    apply: (stack) =>
      withPredictions(stack, {
        provisioned: stack.predictions.provisioned ?? {
          leastWrites: 1,
          mostWrites: Number.POSITIVE_INFINITY,
          leastReads: 1,
          targetPercent: 70,
        },
      }),
  },
  {
    setting: "predictionCapacity, left out",
    instead: "nothing: on demand follows the load",
    apply: (stack) => {
      const { provisioned: _, ...predictions } = stack.predictions;
      return { ...stack, predictions };
    },
  },
  ...(["raw", "enriched"] as const).flatMap((name): Change[] => [
    {
      setting: `${name}.shards, as many as take the load twice over`,
      instead: "somebody adds shards when the alarm says so",
      apply: (stack, load) => {
        const { records, bytes } = flowOf(stack, load).streams[name];
        return withStream(stack, name, { shards: neededShards(records * bytes) });
      },
    },
    {
      setting: `${name}.shards, left out`,
      instead: "nothing: on demand follows the load, in a quarter of an hour",
      apply: (stack) => {
        const { shards: _, ...stream } = stack.streams[name];
        return { ...stack, streams: { ...stack.streams, [name]: stream } };
      },
    },
    {
      setting: name === "raw" ? 'packCompression "zstd"' : 'enrichedCompression "zstd"',
      instead: "other programs have to open the packs",
      apply: (stack) => ({ ...stack, compression: { ...stack.compression, [name]: "zstd" } }),
    },
  ]),
  {
    setting: 'stateCompression "zstd"',
    instead: "enrichment takes more than twice the processor time",
    apply: (stack) => ({ ...stack, compressesStates: true }),
  },
  {
    setting: "triggers.enrich.parallelization 1",
    instead: "a backlog is worked off more slowly",
    apply: (stack) => ({ ...stack, enrich: { ...stack.enrich, parallelization: 1 } }),
  },
  {
    setting: "triggers.enrich.fanOut false",
    instead: "half a second more until an event is enriched",
    apply: (stack) => ({
      ...withStream(stack, "raw", { fanOuts: 0, polls: 1 }),
      enrich: { ...stack.enrich, fanOut: false },
    }),
  },
  {
    setting: "archive.expireAfterDays 365",
    instead: "events older than a year are gone",
    apply: (stack) => ({ ...stack, archiveDays: Math.min(365, stack.archiveDays) }),
  },
  {
    setting: "archive.landingDays 14",
    instead: "the curated table can be made anew of two weeks' files",
    apply: (stack) =>
      stack.landingDays === undefined ? stack : { ...stack, landingDays: Math.min(14, stack.landingDays) },
  },
  {
    setting: "predictionCapacity.targetPercent 80",
    instead: "predictions wait where the load grows by a quarter within minutes",
    apply: (stack) =>
      stack.predictions.provisioned === undefined
        ? stack
        : withPredictions(stack, {
            provisioned: {
              ...stack.predictions.provisioned,
              targetPercent: Math.max(80, stack.predictions.provisioned.targetPercent),
            },
          }),
  },
  {
    setting: "tracing false",
    instead: "no pictures of single invocations",
    apply: (stack) => ({ ...stack, tracing: false }),
  },
];

const withPredictions = (stack: PricedStack, change: Partial<PricedStack["predictions"]>): PricedStack => ({
  ...stack,
  predictions: { ...stack.predictions, ...change },
});

const withStream = (
  stack: PricedStack,
  name: PricedStreamName,
  change: Partial<PricedStack["streams"][PricedStreamName]>,
): PricedStack => ({
  ...stack,
  streams: { ...stack.streams, [name]: { ...stack.streams[name], ...change } },
});

/** What each setting alone would save, the most first; without those that save nothing worth a change. */
export function savings(stack: PricedStack, load: Load): Saving[] {
  const now = total(monthlyCost(stack, load));
  return changes
    .map(({ setting, instead, apply }) => ({
      setting,
      instead,
      monthly: now - total(monthlyCost(apply(stack, load), load)),
    }))
    .filter(({ monthly }) => monthly > now / 200)
    .sort((a, b) => b.monthly - a.monthly);
}

export interface CapacityModes {
  name: string;
  onDemand: number;
  provisioned: number;
}

/** The three things that may be either, each in both modes; provisioned for the load twice over, or by auto-scaling. */
export function capacityModes(stack: PricedStack, load: Load): CapacityModes[] {
  const costOf = (priced: PricedStack, term: string) =>
    monthlyCost(priced, load).find(({ name }) => name === term)!.monthly;
  const of = (term: string, onDemand: string, provisioned: string) => {
    const inMode = (setting: string) =>
      costOf(changes.find((change) => change.setting === setting)!.apply(stack, load), term);
    return { name: term, onDemand: inMode(onDemand), provisioned: inMode(provisioned) };
  };
  return [
    of("Kinesis raw", "raw.shards, left out", "raw.shards, as many as take the load twice over"),
    of(
      "Kinesis enriched",
      "enriched.shards, left out",
      "enriched.shards, as many as take the load twice over",
    ),
    of("DynamoDB writes", "predictionCapacity, left out", "predictionCapacity, provisioned"),
  ];
}
