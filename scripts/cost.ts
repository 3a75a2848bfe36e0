import { parseArgs } from "node:util";
import { type Load, monthlyCost, naive, packed, total } from "./cost/model.ts";
import { SECONDS_A_MONTH } from "./cost/prices.ts";
import { main, UsageError } from "./user-error.ts";

const usage = `What a month costs at a steady rate, naive (a record an event) and as the pipeline packs.

  npm run cost -- --eps N [--bytes N] [--latest-per-user]

  --eps N              events a second
  --bytes N            mean raw event, bytes (1000)
  --latest-per-user    one prediction a user and batch (about one item for ten events)
`;

await main(async () => {
  const { values } = options();
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const load: Load = {
    eventsPerSecond: positive("--eps", values.eps),
    eventBytes: positive("--bytes", values.bytes ?? "1000"),
  };
  const items = values["latest-per-user"] ? 0.1 : 1;
  const before = monthlyCost(load, naive);
  const after = monthlyCost(load, { ...packed, itemsPerEvent: items });
  const millions = (load.eventsPerSecond * SECONDS_A_MONTH) / 1e6;
  const lines = before.map((term, at) => row(term.name, term.monthly, after[at]!.monthly, after[at]!.from));
  process.stdout.write(
    [
      row("$ a month", "naive", "packed", ""),
      ...lines,
      row("total", total(before), total(after), ""),
      row("$ a million", (total(before) / millions).toFixed(3), (total(after) / millions).toFixed(3), ""),
      "",
      "List prices of July 2026, us-east-1; check them before quoting. Redis, endpoints and alarms come on top.",
      "",
    ].join("\n"),
  );
});

function options() {
  try {
    return parseArgs({
      options: {
        eps: { type: "string" },
        bytes: { type: "string" },
        "latest-per-user": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/(?<=\.) /)[0]} See npm run cost -- --help.`);
  }
}

function positive(name: string, text: string | undefined): number {
  const value = Number(text);
  if (text !== undefined && value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(
    `${name} ${text ?? "is missing"}: expected a number above 0. See npm run cost -- --help.`,
  );
}

function row(name: string, left: number | string, right: number | string, from: string): string {
  const cell = (value: number | string) =>
    (typeof value === "number" ? Math.round(value).toLocaleString("en") : value).padStart(10);
  return `${name.padEnd(18)}${cell(left)}${cell(right)}   ${from}`.trimEnd();
}
