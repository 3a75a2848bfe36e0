import { expect, test } from "@jest/globals";
import { enrichedFields } from "../../../shared/event/enriched.ts";
import { personalFields, personalNames } from "../../../shared/event/personal.ts";

test("ids of people and devices are marked, and what may hold one", () => {
  expect(personalFields("identity")).toEqual(["user_id", "anonymous_id", "person_id"]);
  expect(personalFields("content")).toEqual(
    expect.arrayContaining(["page_url", "properties", "metadata", "search_term", "ip_hash", "session_id"]),
  );
  expect(personalNames).toContain("ip");
});

test("every archived text that a client writes freely is marked, or is known to say nothing of a person", () => {
  const harmless =
    /^(event_|app_id|schema_version|platform|timezone|locale|device_|region|product_|currency|items|source|page_host|(session_)?referrer_|(session_)?click_id_source|session_channel|agent_kind|os|browser|geo_|zip_state|enrichment_status|pipeline_version)/;
  const unmarked = Object.entries(enrichedFields).flatMap(([name, field]) => {
    const { column, pii } = field as unknown as { column: string; pii?: string };
    return /string/.test(column) && pii === undefined && !harmless.test(name) ? [name] : [];
  });
  expect(unmarked).toEqual([]);
});
