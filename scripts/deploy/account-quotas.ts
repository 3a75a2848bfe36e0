import { type QuotaReader, quotaReader } from "../../shared/aws/quotas.ts";
import { type AccountQuotas, quotaNames } from "./preflight.ts";

export interface ReadQuotas {
  quotas: AccountQuotas;
  /** Why some could not be read; nothing is wrong with the deployment for that. */
  unread: string[];
}

/** Asks for every quota. Whoever deploys may not be allowed to, or a region may not have the service: that is said. */
export async function accountQuotas(read: QuotaReader = quotaReader()): Promise<ReadQuotas> {
  const unread: string[] = [];
  const entries = await Promise.all(
    Object.entries(quotaNames).map(async ([name, [service, pattern]]) => {
      try {
        return [name, await read(service, pattern)] as const;
      } catch (error) {
        const { name: kind, message } = error as Error;
        unread.push(`the quotas of ${service} could not be read (${kind}: ${message.split("\n")[0]})`);
        return [name, undefined] as const;
      }
    }),
  );
  return { quotas: Object.fromEntries(entries) as unknown as AccountQuotas, unread };
}
