import { billedBytes, type RecordFlow } from "../flow.ts";
import { billing, GB, HOURS_A_MONTH, prices, SECONDS_A_MONTH } from "../prices.ts";
import type { PricedStream, PricedStreamName, Term } from "../stack.ts";

/** A stream with its readers and what it keeps, in the capacity mode that it is set to. */
export function streamTerm(name: PricedStreamName, stream: PricedStream, flow: RecordFlow): Term {
  const { monthly, from } =
    stream.shards === undefined ? onDemand(stream, flow) : provisioned(stream, flow, stream.shards);
  return { name: `Kinesis ${name}`, monthly, from };
}

const { kinesis } = prices;

function onDemand({ fanOuts, polls, retentionHours }: PricedStream, flow: RecordFlow) {
  const gb = (billedBytes(flow) * SECONDS_A_MONTH) / GB;
  const keptGb = (billedBytes(flow) * Math.max(0, retentionHours - 24) * 3600) / GB;
  const monthly =
    gb * (kinesis.onDemandInGb + fanOuts * kinesis.onDemandFanOutGb + polls * kinesis.onDemandOutGb) +
    keptGb * kinesis.onDemandExtendedGbMonth +
    kinesis.onDemandStreamHour * HOURS_A_MONTH;
  return {
    monthly,
    from: `on demand: ${round(gb)} GB in, ${readers(fanOuts, polls)}, kept ${retentionHours} h`,
  };
}

function provisioned({ fanOuts, retentionHours }: PricedStream, flow: RecordFlow, shards: number) {
  const gb = (flow.records * flow.bytes * SECONDS_A_MONTH) / GB;
  const units = flow.records * SECONDS_A_MONTH * Math.ceil(flow.bytes / billing.putUnitBytes);
  const shardHours = shards * HOURS_A_MONTH;
  const monthly =
    shardHours * kinesis.shardHour +
    units * kinesis.putUnit +
    (retentionHours > 24 ? shardHours * kinesis.extendedShardHour : 0) +
    fanOuts * (shardHours * kinesis.fanOutShardHour + gb * kinesis.fanOutGb);
  const used = Math.round((100 * flow.records * flow.bytes) / (shards * 1024 * 1024));
  return {
    monthly,
    from: `${shards} shards, ${used} % of them used; ${round(gb)} GB; kept ${retentionHours} h`,
  };
}

const readers = (fanOuts: number, polls: number): string =>
  [fanOuts > 0 ? `${fanOuts} by fan-out` : "", polls > 0 ? `${polls} out` : ""].filter(Boolean).join(", ");

const round = (value: number): string => Math.round(value).toLocaleString("en");
