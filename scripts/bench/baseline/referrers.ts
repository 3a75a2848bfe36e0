import { referrerOf } from "../../../functions/enrich/steps/referrer.ts";

/** The table of known referrers is the pipeline's; only the way to it differs. */
export function referrers(host: string, pageHost: string | undefined) {
  const found = referrerOf(`https://${host}/`, pageHost);
  return found === undefined
    ? {}
    : { referrer_medium: found.medium, ...(found.source && { referrer_source: found.source }) };
}
