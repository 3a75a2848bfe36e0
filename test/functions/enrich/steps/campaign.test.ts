import { describe, expect, test } from "@jest/globals";
import { campaignOf, clickOf } from "../../../../functions/enrich/steps/campaign.ts";
import { clickIds } from "../../../../shared/event/click-ids.ts";

describe("campaignOf", () => {
  test("reads every parameter that GA4 has", () => {
    const names = [
      "source",
      "medium",
      "campaign",
      "term",
      "content",
      "id",
      "source_platform",
      "creative_format",
      "marketing_tactic",
    ];
    const query = names.map((name) => `utm_${name}=v-${name}`).join("&");
    expect(campaignOf(query)).toEqual(Object.fromEntries(names.map((name) => [`utm_${name}`, `v-${name}`])));
  });

  test.each([
    ["in other letters", "UTM_Source=News&Utm_Medium=email"],
    ["with escaped names", "utm%5Fsource=News&utm%5fmedium=email"],
    ["behind ampersands of HTML", "a=1&amp;utm_source=News&amp;amp;utm_medium=email"],
    ["with the first of each name", "utm_source=News&utm_source=Other&utm_medium=email"],
    ["with an empty one before", "utm_source=&utm_source=News&utm_medium=email"],
  ])("%s", (_description, query) => {
    expect(campaignOf(query)).toMatchObject({ utm_source: "News", utm_medium: "email" });
  });
});

describe("clickOf", () => {
  test.each(Object.keys(clickIds))("finds %s", (name) => {
    expect(clickOf(`a=1&${name.toUpperCase()}=Ab-1%2B2`)).toEqual({
      click_id: "Ab-1+2",
      click_id_source: name,
    });
  });

  test("takes the identity before what goes with it", () => {
    expect(clickOf("gad_source=1&fbclid=F&gclid=G")).toEqual({ click_id: "G", click_id_source: "gclid" });
  });

  test.each(["", "gclid=", `gclid=${"x".repeat(513)}`, "xgclid=1", "gclid"])("finds none in %j", (query) => {
    expect(clickOf(query)).toEqual({ click_id: undefined, click_id_source: undefined });
  });
});
