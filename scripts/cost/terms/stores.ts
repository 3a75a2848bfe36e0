import { billedBytes, type Flow } from "../flow.ts";
import { measures } from "../measures.ts";
import { billing, DAYS_A_MONTH, GB, HOURS_A_MONTH, prices, SECONDS_A_MONTH, tiered } from "../prices.ts";
import type { Load, PricedStack, Term } from "../stack.ts";

const { dynamodb, firehose, s3 } = prices;

export function deliveryTerm({ delivery }: PricedStack, flow: Flow, load: Load): Term {
  const gb = (billedBytes(flow.streams.enriched, billing.firehoseStep) * SECONDS_A_MONTH) / GB;
  const monthly =
    tiered(gb, firehose.ingestGb) +
    gb * firehose.conversionGb +
    parquetGb(load) * firehose.partitioningGb +
    objects(delivery, load) * firehose.partitionedObject;
  return { name: "Firehose", monthly, from: `${round(gb)} GB in steps of 5 KiB, converted and partitioned` };
}

/** Parquet of a month. */
const parquetGb = (load: Load): number => (enrichedBytes(load) * measures.parquet * SECONDS_A_MONTH) / GB;
const enrichedBytes = (load: Load): number =>
  load.eventsPerSecond * load.eventBytes * measures.enrichedGrowth;

/** Of a month: a buffer is full, or old, and there are two hours under way. */
const objects = ({ bufferMib, bufferSeconds }: PricedStack["delivery"], load: Load): number =>
  SECONDS_A_MONTH * Math.max(enrichedBytes(load) / (bufferMib * 1024 ** 2), 2 / bufferSeconds);

/** Once as many days have passed as are kept: of files as they landed, and of the curated table. */
export function archiveTerm({ archiveDays, landingDays, delivery }: PricedStack, load: Load): Term {
  const dayGb = parquetGb(load) / DAYS_A_MONTH;
  const curatedGb = landingDays === undefined ? dayGb : dayGb * measures.curatedShare;
  const days = (from: number, to: number) => Math.max(0, Math.min(archiveDays, to) - from);
  const kept =
    dayGb * (landingDays ?? 0) * s3.frequentGb +
    curatedGb *
      (days(0, 30) * s3.frequentGb +
        days(30, 90) * s3.infrequentGb +
        days(90, Number.POSITIVE_INFINITY) * s3.archiveInstantGb);
  const monthObjects = objects(delivery, load);
  const watched = monthObjects * (archiveDays / DAYS_A_MONTH) * s3.monitoredObject;
  return {
    name: "S3 archive",
    monthly: kept + watched + monthObjects * s3.put,
    from: `${round(curatedGb * archiveDays + dayGb * (landingDays ?? 0))} GB of Parquet once ${archiveDays} days are full`,
  };
}

/** The curated table: each file that landed is read once, and what came of it once more, to be made into larger files. */
export function curatingTerm({ landingDays }: PricedStack, load: Load): Term | undefined {
  if (landingDays === undefined) return undefined;
  const gb = parquetGb(load) * (1 + measures.curatedShare);
  return { name: "Athena, curating", monthly: gb * prices.athenaGb, from: `${round(gb)} GB scanned` };
}

/** How far the source is read, on demand: the keys of its documents, and the progress that its readers share. */
export function cursorsTerm({ produce, pageSize }: PricedStack, load: Load): Term | undefined {
  if (produce === undefined) return undefined;
  const { changes, looks, rangeBytes, waitSeconds, keyBytes } = measures.progress;
  // Where there are few documents, a slice is what came within the pause.
  const documents = Math.min(pageSize, Math.max(1, load.eventsPerSecond * SLICE_SECONDS));
  const slices = load.eventsPerSecond / documents;
  const progress = waitSeconds * slices * rangeBytes;
  const writes =
    changes * Math.ceil(progress / billing.writeUnitBytes) +
    Math.ceil((documents * keyBytes) / billing.writeUnitBytes);
  const reads = looks * Math.ceil(progress / billing.readUnitBytes);
  return {
    name: "DynamoDB cursors",
    monthly: slices * SECONDS_A_MONTH * (writes * dynamodb.onDemandWrite + reads * dynamodb.onDemandRead),
    from: `${slices.toFixed(1)} slices a second, each ${writes} units written and ${reads} read`,
  };
}

/** Shortest time that is worth a slice (`functions/produce/next-step.ts`). */
const SLICE_SECONDS = 0.5;

/** An object an invocation that scores. */
function predictionPuts({ predict }: PricedStack, { functions }: Flow): Term {
  const { invocations } = predict ? functions.predict : functions.enrich;
  return {
    name: "S3 predictions",
    monthly: invocations * SECONDS_A_MONTH * s3.put,
    from: `an object for each of ${invocations.toFixed(1)} invocations a second`,
  };
}

export function predictionTerms(stack: PricedStack, flow: Flow, load: Load): Term[] {
  const { predictions } = stack;
  const { items } = flow;
  const units = items * Math.ceil(measures.itemBytes / billing.writeUnitBytes);
  const { days, recovery } = predictions;
  const gb = (items * days * 86_400 * (measures.itemBytes + measures.itemOverheadBytes)) / GB;
  const perItem = (load.eventsPerSecond / items).toFixed(1);
  const writes = predictions.provisioned
    ? provisionedWrites(units, predictions.provisioned)
    : { monthly: units * SECONDS_A_MONTH * dynamodb.onDemandWrite, from: "on demand" };
  return [
    {
      name: "DynamoDB writes",
      monthly: writes.monthly,
      from: `${round(items)} items a second, one for ${perItem} events; ${writes.from}`,
    },
    ...(predictions.archived ? [predictionPuts(stack, flow)] : []),
    { name: "DynamoDB storage", monthly: gb * dynamodb.storageGb, from: `${round(gb)} GB, ${days} days` },
    ...(recovery
      ? [{ name: "DynamoDB recovery", monthly: gb * dynamodb.recoveryGb, from: "to any second of 35 days" }]
      : []),
  ];
}

function provisionedWrites(units: number, table: Provisioned) {
  const writes = provisionedUnits(units, table);
  const monthly =
    HOURS_A_MONTH * (writes * dynamodb.writeUnitHour + table.leastReads * dynamodb.readUnitHour);
  return { monthly, from: `${round(writes)} units provisioned, used to ${table.targetPercent} %` };
}

type Provisioned = NonNullable<PricedStack["predictions"]["provisioned"]>;

/** What auto-scaling provisions where so many units are used. */
export const provisionedUnits = (used: number, { leastWrites, targetPercent }: Provisioned): number =>
  Math.max(leastWrites, Math.ceil(used / (targetPercent / 100)));

const round = (value: number): string => Math.round(value).toLocaleString("en");
