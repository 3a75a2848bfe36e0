import { FIREHOSE_ACTIVE_PARTITIONS } from "../../shared/limits.ts";
import type { ShownSettings } from "./environment.ts";

/** Quotas of an account and region; undefined where one could not be found out. */
export interface AccountQuotas {
  /** Invocations at once of all functions. */
  concurrency: number | undefined;
  /** Writes a second of one DynamoDB table. */
  tableWrites: number | undefined;
  /** Partitions that one Firehose stream holds open. */
  firehosePartitions: number | undefined;
  /** Shards of provisioned streams. */
  shards: number | undefined;
}

/** By which service and name each quota is found. */
export const quotaNames: Readonly<Record<keyof AccountQuotas, readonly [service: string, name: RegExp]>> = {
  concurrency: ["lambda", /^Concurrent executions$/],
  tableWrites: ["dynamodb", /^Table-level write throughput limit$/],
  firehosePartitions: ["firehose", /dynamic partition/i],
  shards: ["kinesis", /^Shards per Region$/],
};

export interface Verdict {
  /** The deployment would fail: sentences. */
  stops: string[];
  /** It would not, and the peak would not be reached. */
  notes: string[];
  /** Whether functions may hold back concurrency. */
  reserve: boolean;
}

/** What Lambda keeps of an account's concurrency for functions without any of their own ("Lambda quotas"). */
const UNRESERVED = 100;
/** An item of a prediction has 1.0 KB, and a write unit takes 1 KB: measured items take one or two. */
const UNITS_A_PREDICTION = 2;
/** Of a batch's events, a tenth or so are a person's latest. */
const LATEST_SHARE = 0.1;

/** Compares what an environment asks for with what its account allows. */
export function preflight(settings: ShownSettings, quotas: AccountQuotas): Verdict {
  const verdict: Verdict = { stops: [], notes: [], reserve: settings.reserveConcurrency };
  concurrency(settings, quotas, verdict);
  const { raw, enriched } = settings;
  const shards = (raw.shards ?? 0) + (enriched.shards ?? 0);
  if (quotas.shards !== undefined && shards > quotas.shards)
    verdict.stops.push(
      `The streams want ${shards} shards, and the account has ${quotas.shards} in this region (Kinesis, "Shards per Region").`,
    );
  if (quotas.firehosePartitions !== undefined && quotas.firehosePartitions < FIREHOSE_ACTIVE_PARTITIONS)
    verdict.stops.push(
      `Firehose holds ${quotas.firehosePartitions} partitions open here, and the archive counts on ${FIREHOSE_ACTIVE_PARTITIONS} ("Dynamic partitions"): events of more would land among the errors.`,
    );
  const writes = writesAtPeak(settings);
  if (quotas.tableWrites !== undefined && writes > quotas.tableWrites)
    verdict.notes.push(
      `${settings.peakEventsPerSecond} events/s are up to ${writes} writes a second to the predictions, and a table takes ${quotas.tableWrites} here (DynamoDB, "Table-level write throughput limit"): beyond, predictions wait. Ask for more, or set predictionWrites to latest_per_user.`,
    );
  return verdict;
}

const writesAtPeak = ({ peakEventsPerSecond, predictionWrites }: ShownSettings): number =>
  Math.ceil(
    peakEventsPerSecond * UNITS_A_PREDICTION * (predictionWrites === "every_event" ? 1 : LATEST_SHARE),
  );

function concurrency(settings: ShownSettings, { concurrency: quota }: AccountQuotas, verdict: Verdict): void {
  if (quota === undefined) return;
  const wanted = Object.values(settings.functions).reduce(
    (sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency,
    0,
  );
  const has = `the account runs ${quota} invocations at once in this region (Lambda, "Concurrent executions")`;
  if (settings.reserveConcurrency && wanted > 0 && wanted + UNRESERVED > quota) {
    const sentence = `${settings.name} holds back ${wanted} invocations and Lambda keeps ${UNRESERVED} for all others, but ${has}`;
    if (settings.retainData)
      verdict.stops.push(
        `${sentence}. Ask for at least ${wanted + UNRESERVED} in Service Quotas, or set reserveConcurrency to false.`,
      );
    else {
      verdict.reserve = false;
      verdict.notes.push(`${sentence}: none are held back, which costs nothing but the guarantee.`);
    }
  } else if (quota < UNRESERVED)
    verdict.notes.push(`New accounts are kept small: ${has}, and events wait beyond that.`);
}
