import { UserError } from "../../user-error.ts";
import { type Flow, stateBytes } from "../flow.ts";
import { measures } from "../measures.ts";
import { DAYS_A_MONTH, GB, HOURS_A_MONTH, prices, SECONDS_A_MONTH } from "../prices.ts";
import type { PricedFunction, PricedStack, Term } from "../stack.ts";

const { network, cloudWatch } = prices;

export function redisTerm({ redis }: PricedStack): Term {
  const hour = prices.cacheNodeHour[redis.nodeType];
  if (hour === undefined)
    throw new UserError(
      `The price of a ${redis.nodeType} is not known: add it to scripts/cost/prices.ts (known: ${Object.keys(prices.cacheNodeHour).join(", ")}).`,
    );
  return {
    name: "Redis",
    monthly: redis.nodes * hour * HOURS_A_MONTH,
    from: `${redis.nodes} ${redis.nodeType}`,
  };
}

/** Between the function and Redis: with several zones, most nodes are in another one. */
export function redisTrafficTerm(stack: PricedStack, { states }: Flow): Term {
  const { zones } = stack.network;
  const gb = (states * 2 * stateBytes(stack) * SECONDS_A_MONTH) / GB;
  const across = zones > 1 ? (zones - 1) / zones : 0;
  return {
    name: "Redis, between zones",
    monthly: gb * across * network.crossZoneGb,
    from: `${round(gb)} GB of states both ways, ${Math.round(100 * across)} % of them to another zone`,
  };
}

export function networkTerm({ network: { zones, endpoints, nats } }: PricedStack, flow: Flow): Term {
  const { records, bytes } = flow.streams.enriched;
  const gb = (records * bytes * SECONDS_A_MONTH) / GB;
  const monthly =
    HOURS_A_MONTH * (endpoints * zones * network.endpointHour + nats * network.natHour) +
    (endpoints > 0 ? gb * network.endpointGb : 0);
  const ways = [`${endpoints} endpoints in ${zones} zones`, ...(nats > 0 ? [`${nats} NAT gateway`] : [])];
  return { name: "Network", monthly, from: `${ways.join(", ")}; ${round(gb)} GB to the enriched stream` };
}

/** Lines of Lambda itself at level INFO: start, end, report. */
const PLATFORM_BYTES = 3 * 300;
/** Bytes that CloudWatch Logs adds to each line. */
const LINE_OVERHEAD = 26;
const ARCHIVED_LOGS = 0.15;

export function logsTerm({ logs }: PricedStack, flow: Flow): Term {
  const names = Object.keys(flow.functions) as PricedFunction[];
  const bytes = names.reduce((sum, name) => {
    const line = measures.logLineBytes[name] + LINE_OVERHEAD + (logs.platformLines ? PLATFORM_BYTES : 0);
    return sum + (flow.functions[name]?.invocations ?? 0) * line;
  }, 0);
  const gb = (bytes * SECONDS_A_MONTH) / GB;
  const keptGb = gb * (logs.days / DAYS_A_MONTH) * ARCHIVED_LOGS;
  return {
    name: "Logs and metrics",
    monthly:
      gb * cloudWatch.logIngestGb + keptGb * cloudWatch.logStorageGb + measures.metrics * cloudWatch.metric,
    from: `${round(gb)} GB, kept ${logs.days} days; ${measures.metrics} metrics`,
  };
}

/** Lambda samples one invocation a second of each function, and 5 % of the rest. */
const SAMPLED = 0.05;

export function tracingTerm({ tracing }: PricedStack, flow: Flow): Term | undefined {
  if (!tracing) return undefined;
  const traces = Object.values(flow.functions).reduce(
    (sum, { invocations }) => sum + Math.min(invocations, 1) + Math.max(0, invocations - 1) * SAMPLED,
    0,
  );
  return {
    name: "Traces",
    monthly: traces * SECONDS_A_MONTH * prices.trace,
    from: `${round(traces)} a second, of each function one and 5 % of the rest`,
  };
}

export const watchTerm = ({ counts: { alarms, keys, secrets } }: PricedStack): Term => ({
  name: "Alarms, keys, secrets",
  monthly: alarms * cloudWatch.alarm + cloudWatch.dashboard + keys * prices.key + secrets * prices.secret,
  from: `${alarms} alarms, a dashboard, ${keys} keys, ${secrets} secrets`,
});

const round = (value: number): string => Math.round(value).toLocaleString("en");
