import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  type ServiceQuota,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";

/**
 * The value of an account's quota in the region; undefined where there is none of that name. What AWS never raised is
 * not listed as the account's, so that its default holds.
 */
export type QuotaReader = (service: string, name: RegExp) => Promise<number | undefined>;

export function quotaReader(): QuotaReader {
  const client = new ServiceQuotasClient({});
  const listed = new Map<string, Promise<ServiceQuota[]>>();
  const remembered = (key: string, list: () => Promise<ServiceQuota[]>) => {
    const known = listed.get(key) ?? list();
    listed.set(key, known);
    return known;
  };

  async function applied(ServiceCode: string): Promise<ServiceQuota[]> {
    const quotas: ServiceQuota[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListServiceQuotasCommand({ ServiceCode, NextToken }));
      quotas.push(...(page.Quotas ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return quotas;
  }

  async function defaults(ServiceCode: string): Promise<ServiceQuota[]> {
    const quotas: ServiceQuota[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListAWSDefaultServiceQuotasCommand({ ServiceCode, NextToken }));
      quotas.push(...(page.Quotas ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return quotas;
  }

  return async (service, name) => {
    const named = ({ QuotaName = "" }: ServiceQuota) => name.test(QuotaName);
    const own = (await remembered(service, () => applied(service))).find(named);
    const quota = own ?? (await remembered(`default ${service}`, () => defaults(service))).find(named);
    return quota?.Value;
  };
}
