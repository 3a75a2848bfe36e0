import type { FunctionName } from "../settings/functions.ts";

/** How often functions run that events do not drive: minutes between two invocations by the clock. */
export const clockMinutes = { produce: 1, generate: 1, curate: 60 } as const satisfies Partial<
  Record<FunctionName, number>
>;

/** Whoever needs it invokes it. */
const BY_HAND: ReadonlySet<FunctionName> = new Set(["load"]);

/** What alarms have to know of it: in five minutes a function that runs by the hour is never heard of twice. */
export function cadenceOf(name: FunctionName): { everyMinutes?: number; byHand?: true } {
  const everyMinutes = (clockMinutes as Partial<Record<FunctionName, number>>)[name];
  return { ...(everyMinutes !== undefined && { everyMinutes }), ...(BY_HAND.has(name) && { byHand: true }) };
}
