import { documentIndex } from "../../shared/aws/document-index.ts";
import { failurePath } from "../../shared/aws/failure-path.ts";
import { prepareIndex } from "../../shared/aws/prepare-index.ts";
import { searchDomain } from "../../shared/aws/search-domain.ts";
import { lambda } from "../../shared/lambda.ts";
import { indexTemplate } from "../../shared/search/index-template.ts";
import { retentionPolicy } from "../../shared/search/retention-policy.ts";
import { readSettings } from "../../shared/settings/contract.ts";
import { searchSettings } from "../../shared/settings/functions.ts";
import { archivedFields, stepsNamed } from "../../shared/steps/in-force.ts";
import { searchHandler } from "./handler.ts";
import { searchMeters } from "./meters.ts";

/** A domain that takes longer to say what it has is not there: the next invocation asks again. */
const PREPARE_MS = 15_000;

/** Enriched events → an OpenSearch domain. */
export const handler = lambda("search", async ({ metrics, opened }) => {
  const settings = readSettings(searchSettings, process.env);
  const { SEARCH_ALIAS: alias, SEARCH_KEEP_DAYS: keepDays } = settings;
  const domain = searchDomain({ host: settings.SEARCH_HOST, tls: settings.SEARCH_TLS });
  opened(domain.close);
  const shape = { alias, shards: settings.SEARCH_SHARDS, replicas: settings.SEARCH_REPLICAS };
  await prepareIndex(
    domain,
    {
      name: alias,
      template: indexTemplate(shape, archivedFields(stepsNamed(settings.CUSTOM_COLUMNS))),
      retention: retentionPolicy(alias, keepDays),
      keepDays,
    },
    Date.now() + PREPARE_MS,
  );
  const ports = { index: documentIndex(domain), failures: failurePath("search", settings) };
  return searchHandler({ ...ports, report: searchMeters(metrics), now: Date.now }, { alias, keepDays });
});
