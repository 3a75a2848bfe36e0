import { INVOCATION_BYTES, ON_DEMAND_SHARDS, SHARD_BYTES_PER_SECOND } from "../../shared/limits.ts";
import { CORE_MB, compressedShare, measures } from "./measures.ts";
import { billing } from "./prices.ts";
import type {
  Load,
  PricedFunction,
  PricedStack,
  PricedStream,
  PricedStreamName,
  PricedTrigger,
} from "./stack.ts";

/** What happens in a second of a steady load. */
export interface Flow {
  streams: Readonly<Record<PricedStreamName, RecordFlow>>;
  functions: Readonly<
    Record<Exclude<PricedFunction, "search">, InvocationFlow> & { search?: InvocationFlow }
  >;
  /** Prediction items. */
  items: number;
  /** Times that a device's state is read and written. */
  states: number;
}

export interface RecordFlow {
  /** Records a second. */
  records: number;
  /** Bytes of one, as they stand on the stream. */
  bytes: number;
  /** Shards that it needs at least: those that are provisioned, or what an on-demand stream has. */
  shards: number;
}

export interface InvocationFlow {
  /** A second. */
  invocations: number;
  /** Events of one. */
  events: number;
  /** Milliseconds of one. */
  ms: number;
}

/** Lambda asks a shard that it polls about once a second (measured; see CONTRIBUTING, latency). */
const POLL_SECONDS = 1;
/** Between two polls of the source (`functions/produce/handler.ts`). */
const SOURCE_SECONDS = 0.5;
/** Lambda's payload, in base64. */
const PAYLOAD_BYTES = (INVOCATION_BYTES * 3) / 4;
/** Shares of a batch that belong to a second hour: of late events, and at the turn of the hour. */
const PARTITIONS_A_BATCH = 1.1;
/** Half of what a shard takes is used: what on-demand streams keep ready, and what a provisioned one should. */
const HEADROOM = 2;
/** Firehose waits so long for what its transform is given (`infra/archive.ts`). */
const TRANSFORM_SECONDS = 30;

export function flowOf(stack: PricedStack, load: Load): Flow {
  const rate = load.eventsPerSecond;
  const raw = rawFlow(stack, load);
  const enrich = triggered(stack, "enrich", stack.enrich, raw, rate, raw.gather);
  const enriched = enrichedFlow(stack, load, enrich);
  const predict = stack.predict
    ? triggered(stack, "predict", stack.predict, enriched, rate, 0)
    : { invocations: 0, events: 0, ms: 0, gather: 0, slots: 1 };
  const scoring = stack.predict ? predict : enrich;
  // A pack of enriched events has the key of its first device, and so events of one person spread over these.
  const spread = stack.predict ? Math.max(1, Math.min(stack.lanes / enrich.slots, predict.slots)) : 1;
  const together = (gather: number, over: number) => 1 + gather / load.personSeconds / over;
  return {
    streams: { raw, enriched },
    functions: {
      enrich,
      predict,
      archive: transformed(stack, enriched, rate),
      ...(stack.search && { search: triggered(stack, "search", stack.search.trigger, enriched, rate, 0) }),
    },
    items: stack.predictions.latestOnly
      ? rate / (load.eventsPerItem ?? together(scoring.gather, spread))
      : rate,
    states: rate / together(enrich.gather, 1),
  };
}

/** Packs of a lane, from the pages of the source. `gather` is the time between two pages, s. */
function rawFlow(stack: PricedStack, load: Load): RecordFlow & { gather: number } {
  const page = Math.min(stack.pageSize, Math.max(1, load.eventsPerSecond * SOURCE_SECONDS));
  const lanes = occupied(page, stack.lanes);
  const most = Math.max(1, stack.packBytes.raw / load.eventBytes);
  const events = Math.min(page / lanes, most);
  const bytes = load.eventBytes * events * compressedShare("raw", events, stack.compression.raw);
  const records = load.eventsPerSecond / events;
  return {
    records,
    bytes,
    shards: shardsOf(stack.streams.raw, records * bytes),
    gather: page / load.eventsPerSecond,
  };
}

function enrichedFlow(stack: PricedStack, load: Load, { invocations, events }: InvocationFlow): RecordFlow {
  const lineBytes = load.eventBytes * measures.enrichedGrowth;
  const perInvocation = Math.max(
    Math.min(events, PARTITIONS_A_BATCH),
    (events * lineBytes) / stack.packBytes.enriched,
  );
  const packed = events / perInvocation;
  const bytes = lineBytes * packed * compressedShare("enriched", packed, stack.compression.enriched);
  const records = invocations * perInvocation;
  return { records, bytes, shards: shardsOf(stack.streams.enriched, records * bytes) };
}

interface Triggered extends InvocationFlow {
  /** Seconds of events that one invocation is given. */
  gather: number;
  /** Invocations that may run at once, each with lanes of its own. */
  slots: number;
}

/**
 * A trigger hands over what has gathered when it looks: of a page that was put at once, of a second's poll, of its window,
 * or of the time that the invocation before took, up to its batch and to Lambda's payload.
 * @param burst time between two puts, s
 */
function triggered(
  stack: PricedStack,
  name: "enrich" | "predict" | "search",
  trigger: PricedTrigger,
  { records, bytes, shards }: RecordFlow,
  rate: number,
  burst: number,
): Triggered {
  const slots = shards * trigger.parallelization;
  const most = Math.min(trigger.batchSize, Math.max(1, PAYLOAD_BYTES / bytes));
  const looks = Math.max(trigger.fanOut ? burst : POLL_SECONDS, trigger.windowSeconds);
  const at = (gather: number) => {
    const waiting = records * gather;
    const batches = Math.max(occupied(waiting, slots), waiting / most);
    const invocations = gather === 0 ? records : batches / gather;
    return { invocations, events: rate / invocations };
  };
  const first = at(looks);
  const busy = durationMs(stack, name, first.events) / 1000;
  const gather = Math.max(looks, busy);
  const { invocations, events } = at(gather);
  const held = Math.min(gather, (most * slots) / records);
  return { invocations, events, ms: durationMs(stack, name, events), gather: held, slots };
}

function transformed(
  stack: PricedStack,
  { records, bytes, shards }: RecordFlow,
  rate: number,
): InvocationFlow {
  const full = (records * bytes) / (stack.delivery.transformMib * 1024 * 1024);
  const invocations = Math.max(full, Math.min(records, shards / TRANSFORM_SECONDS));
  const events = rate / invocations;
  return { invocations, events, ms: durationMs(stack, "archive", events) };
}

/** Work on one core, or on the share of it that the memory brings, and what is waited for. */
function durationMs(stack: PricedStack, name: PricedFunction, events: number): number {
  const core = Math.min(1, (stack.functions[name]?.memoryMb ?? CORE_MB) / CORE_MB);
  // About as many states as events.
  const states = name === "enrich" && stack.compressesStates ? measures.compressedState.cpuMs : 0;
  return measures.waitMs[name] + (events * (measures.cpuMs[name] + states)) / core;
}

/** A device's state on its way, with keys and protocol around it. */
export const stateBytes = ({ compressesStates }: Pick<PricedStack, "compressesStates">): number =>
  measures.stateBytes * (compressesStates ? measures.compressedState.share : 1);

function shardsOf({ shards }: PricedStream, bytesPerSecond: number): number {
  return shards ?? Math.max(ON_DEMAND_SHARDS, neededShards(bytesPerSecond));
}

/** Shards that take a flow twice over. */
export const neededShards = (bytesPerSecond: number): number =>
  Math.max(1, Math.ceil((bytesPerSecond * HEADROOM) / SHARD_BYTES_PER_SECOND));

/** How many of a number of places are taken when things fall into them at random. */
const occupied = (things: number, places: number): number =>
  things <= 1 ? things : places * (1 - (1 - 1 / places) ** things);

/** Bytes a second as a service bills them that rounds each record up. */
export const billedBytes = ({ records, bytes }: RecordFlow, step: number = billing.kinesisStep): number =>
  records * Math.ceil(bytes / step) * step;
