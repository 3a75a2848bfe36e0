import { type QuotaReader, quotaReader } from "../../shared/aws/quotas.ts";
import { explained } from "../explained.ts";
import { type AccountQuotas, quotaNames } from "./preflight.ts";

export interface ReadQuotas {
  quotas: AccountQuotas;
  /** Why some could not be read; nothing is wrong with the deployment for that. */
  unread: string[];
}

/**
 * Asks for every quota. Whoever deploys may not be allowed to, or a region may not have the service: that is said. Throws a
 * `UserError` where there are no credentials or no region.
 */
export async function accountQuotas(read: QuotaReader = quotaReader()): Promise<ReadQuotas> {
  const unread = new Map<string, Set<string>>();
  const entries = await Promise.all(
    Object.entries(quotaNames).map(async ([name, [service, pattern]]) => {
      try {
        return [name, await read(service, pattern)] as const;
      } catch (error) {
        const { name: kind, message } = error as Error;
        // Without these terraform comes no further, either, and says it at greater length.
        if (kind === "CredentialsProviderError" || message.includes("Region is missing"))
          return explained(error);
        const cause = `${kind}: ${message.split("\n")[0]}`;
        unread.set(cause, (unread.get(cause) ?? new Set()).add(service));
        return [name, undefined] as const;
      }
    }),
  );
  return {
    quotas: Object.fromEntries(entries) as unknown as AccountQuotas,
    unread: [...unread].map(
      ([cause, services]) => `the quotas of ${[...services].join(", ")} could not be read (${cause})`,
    ),
  };
}
