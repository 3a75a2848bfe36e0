import { hash } from "node:crypto";
import type { RawEvent } from "../../../shared/event/raw.ts";

/** What differs between two deliveries of the same content: identity and transport. */
const transport: ReadonlySet<string> = new Set([
  "event_id",
  "client_sent_at",
  "received_at",
  "schema_version",
  "ip",
]);

/**
 * Hash of what the event says, whatever order its attributes came in: equal for two events only when a
 * producer sent the same content under two ids. MD5 is the fastest hash Node has built in; it guards nothing.
 */
export function fingerprintOf(event: RawEvent): string {
  const content = event as Record<string, unknown>;
  const names: string[] = [];
  for (const name in content) if (!transport.has(name)) names.push(name);
  let text = "";
  for (const name of names.sort()) {
    const value = content[name];
    text += `${name}=${typeof value === "object" ? JSON.stringify(value) : value}\n`;
  }
  return hash("md5", text, "hex");
}
