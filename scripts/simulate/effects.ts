import { archivedLines, rowsOf } from "./checks/evidence.ts";
import { tableName } from "./names.ts";
import type { Effects, SimulatedWorld } from "./world.ts";

/** Copies of an archived event, of a failed row, or of a prediction count as one effect. */
export function effectsOf(world: SimulatedWorld): Effects {
  const effects = new Map<string, string>();
  // What was applied a second time, since its state had forgotten it, says so (see the check of one effect).
  for (const [user, { applied }] of world.ledger.devices)
    effects.set(`the state of ${user}`, [...new Set(applied)].join(" "));
  // The time and the person of an event that was forgotten may be others when it comes again, and with them its key.
  for (const { event_id, prediction } of world.dynamodb.table(tableName).items())
    effects.set(`the prediction of ${event_id?.S}`, String(prediction?.N));
  for (const line of archivedLines(world).keys())
    effects.set(`the archived event ${JSON.parse(line).event_id}`, "there");
  for (const { row } of rowsOf(world)) effects.set(`the failure ${row.failure_id}`, "there");
  return effects;
}
