import { commandLine } from "../command-line.ts";
import { UsageError } from "../user-error.ts";
import type { Load } from "./stack.ts";

export const usage = `What a month costs at a steady rate, by what the synthesised stack declares.

  npm run cost -- --eps N [--env NAME] [--bytes N] [--person-seconds N] [--latest-per-user [--events-per-item N]]
                [--json]

  --eps N              events a second
  --env NAME           environment of infra/environments.ts (prod)
  --bytes N            mean raw event, bytes (1000)
  --person-seconds N   mean time between two events of a person who is there, seconds (10): decides how many items
                       --latest-per-user saves, and how often a session's state travels
  --latest-per-user    as if predictionWrites were latest_per_user
  --events-per-item N  events of a person in a batch, where you have measured them (derived from --person-seconds and
                       the time that a batch spans)
  --json               terms and savings as JSON
`;

export interface CostOptions {
  load: Load;
  environment: string;
  latestPerUser: boolean;
}

/** Undefined when help was asked for. */
export function parseOptions(args: readonly string[]): CostOptions | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  return {
    environment: values.env ?? "prod",
    latestPerUser: values["latest-per-user"] ?? false,
    load: {
      eventsPerSecond: positive("--eps", values.eps),
      eventBytes: positive("--bytes", values.bytes ?? "1000"),
      personSeconds: positive("--person-seconds", values["person-seconds"] ?? "10"),
      ...(values["events-per-item"] !== undefined && {
        eventsPerItem: positive("--events-per-item", values["events-per-item"]),
      }),
    },
  };
}

function parsed(args: readonly string[]) {
  return commandLine(
    {
      args: [...args],
      options: {
        eps: { type: "string" },
        env: { type: "string" },
        bytes: { type: "string" },
        "person-seconds": { type: "string" },
        "latest-per-user": { type: "boolean" },
        "events-per-item": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    },
    "See npm run cost -- --help.",
  ).values;
}

function positive(name: string, text: string | undefined): number {
  const value = Number(text);
  if (text !== undefined && value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(
    `${name} ${text ?? "is missing"}: expected a number above 0. See npm run cost -- --help.`,
  );
}
