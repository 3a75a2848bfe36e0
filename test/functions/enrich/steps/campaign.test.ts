import { describe, expect, test } from "@jest/globals";
import { campaign, campaignOf, click, clickOf } from "../../../../functions/enrich/steps/campaign.ts";
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
    ["with blanks around values", "utm_source=%20News+&utm_medium=+email"],
    ["escaped twice", "utm_source=N%2565ws&utm_medium=%2565mail"],
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

describe("of an address", () => {
  test.each([
    ["behind its #", "https://shop.example/#utm_source=news&gclid=G"],
    ["behind a route there", "https://shop.example/#/pots/1?utm_source=news&gclid=G"],
    ["behind a route of an older kind", "https://shop.example/?a=1#!/pots?utm_source=news&gclid=G"],
    ["without a scheme", "shop.example/pots?utm_source=news&gclid=G"],
    ["of the query alone", "?utm_source=news&gclid=G"],
  ])("parameters count %s", (_where, url) => {
    expect(campaign.of(url, undefined, undefined)).toMatchObject({ utm_source: "news" });
    expect(click.of(url, undefined, undefined)).toEqual({ click_id: "G", click_id_source: "gclid" });
  });

  test("those of the query go before those behind its #", () => {
    const url = "https://shop.example/?utm_source=first#utm_source=second&utm_medium=email";
    expect(campaign.of(url, undefined, undefined)).toMatchObject({
      utm_source: "first",
      utm_medium: undefined,
    });
  });

  test.each(["https://shop.example/#pots", "https://shop.example/#:~:text=a=b", "data:,?utm_source=x"])(
    "%s names none",
    (url) => {
      expect(Object.values(campaign.of(url, undefined, undefined)).filter(Boolean)).toEqual([]);
    },
  );
});
