import { type IndexTemplate, isOutdated } from "../search/index-template.ts";
import type { RetentionPolicy } from "../search/retention-policy.ts";
import type { DomainResponse, SearchDomain } from "./search-domain.ts";

interface Prepared {
  /** Of the template and of the policy. */
  name: string;
  template: IndexTemplate;
  retention: RetentionPolicy;
  keepDays: number;
}

/**
 * Sees to it that the domain has the template and the policy of the daily indices before the first document makes one. May
 * be called by many at once. Throws where the domain does not let it.
 */
export async function prepareIndex(
  domain: SearchDomain,
  { name, template, retention, keepDays }: Prepared,
  deadline: number,
): Promise<void> {
  const templatePath = `/_index_template/${name}`;
  const found = await domain.send({ method: "GET", path: templatePath }, deadline);
  if (isOutdated(templateIn(found, templatePath), template))
    accepted(
      await domain.send({ method: "PUT", path: templatePath, body: JSON.stringify(template) }, deadline),
      templatePath,
    );

  const policyPath = `/_plugins/_ism/policies/${name}`;
  const policy = await domain.send({ method: "GET", path: policyPath }, deadline);
  if (policy.status !== 404) accepted(policy, policyPath);
  const before = policy.body as FoundPolicy | undefined;
  if (policy.status !== 404 && keptDaysIn(before) === keepDays) return;
  const replacing: Record<string, string> =
    policy.status === 404
      ? {}
      : { if_seq_no: String(before?._seq_no), if_primary_term: String(before?._primary_term) };
  const put = await domain.send(
    { method: "PUT", path: policyPath, query: replacing, body: JSON.stringify(retention) },
    deadline,
  );
  // Another invocation was faster.
  if (put.status !== 409) accepted(put, policyPath);
}

interface FoundPolicy {
  _seq_no?: number;
  _primary_term?: number;
  policy?: { states?: { transitions?: { conditions?: { min_index_age?: string } }[] }[] };
}

const keptDaysIn = (found: FoundPolicy | undefined): number =>
  Number.parseInt(found?.policy?.states?.[0]?.transitions?.[0]?.conditions?.min_index_age ?? "", 10);

function templateIn(response: DomainResponse, path: string): IndexTemplate | undefined {
  if (response.status === 404) return undefined;
  accepted(response, path);
  const { index_templates: templates } = response.body as {
    index_templates?: { index_template: IndexTemplate }[];
  };
  return templates?.[0]?.index_template;
}

function accepted({ status, body }: DomainResponse, path: string): void {
  if (status >= 200 && status < 300) return;
  const type = (body as { error?: { type?: string } } | undefined)?.error?.type;
  throw new Error(
    `The OpenSearch domain refused ${path} with HTTP ${status}${type === undefined ? "" : ` (${type})`}.`,
  );
}
