import { randomBytes } from "node:crypto";

/** What a prefix can refer to. `arrival`: epoch ms of the oldest record in the object. */
export interface PrefixFacts {
  arrival: number;
  partitionKeys?: Readonly<Record<string, string>>;
  errorOutputType?: string;
}

const EXPRESSION = /!\{([^}:]+)(?::([^}]*))?\}/g;

/** Partition keys that a prefix names. Throws a sentence for an expression that Firehose does not know. */
export function partitionKeysIn(prefix: string): string[] {
  evaluatePrefix(prefix, {
    arrival: 0,
    errorOutputType: "",
    partitionKeys: new Proxy({}, { get: () => "x" }),
  });
  return [...prefix.matchAll(EXPRESSION)]
    .filter(([, namespace]) => namespace?.startsWith("partitionKeyFrom"))
    .map(([, , name]) => name!);
}

/** A prefix with its expressions replaced. Without a timestamp of its own, Firehose appends `YYYY/MM/DD/HH/`. */
export function evaluatePrefix(prefix: string, facts: PrefixFacts): string {
  return prefix.replace(EXPRESSION, (expression, namespace: string, value = "") => {
    if (namespace === "timestamp") return formatTime(expression, value, facts.arrival);
    if (namespace === "partitionKeyFromLambda")
      return facts.partitionKeys?.[value] ?? unknown(prefix, expression);
    if (namespace === "firehose" && value === "error-output-type")
      return facts.errorOutputType ?? unknown(prefix, expression);
    if (namespace === "firehose" && value === "random-string")
      return randomBytes(8).toString("hex").slice(0, 11);
    return unknown(prefix, expression);
  });
}

export const hasTime = (prefix: string): boolean => prefix.includes("!{timestamp:");

export const defaultTimePrefix = (arrival: number): string => {
  const [date, time] = new Date(arrival).toISOString().split("T") as [string, string];
  return `${date.replaceAll("-", "/")}/${time.slice(0, 2)}/`;
};

function unknown(prefix: string, expression: string): never {
  throw new Error(`The prefix ${prefix} has ${expression}, which cannot be resolved there.`);
}

/** The letters of Java's DateTimeFormatter that a prefix needs, UTC. */
function formatTime(expression: string, pattern: string, arrival: number): string {
  const iso = new Date(arrival).toISOString();
  const parts: Record<string, string> = {
    yyyy: iso.slice(0, 4),
    YYYY: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  return pattern.replace(/'([^']*)'|[A-Za-z]+/g, (letters, quoted?: string) => {
    if (quoted !== undefined) return quoted;
    return parts[letters] ?? unknown(pattern, expression);
  });
}
