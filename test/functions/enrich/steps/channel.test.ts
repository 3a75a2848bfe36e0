import { describe, expect, test } from "@jest/globals";
import { channelOf } from "../../../../functions/enrich/steps/channel.ts";
import { channels } from "../../../../shared/custom/channels.ts";
import { ga4Channels } from "../../../../shared/steps/ga4-channels.ts";
import type { Touch } from "../../../../shared/steps/touch.ts";
import { touchOf } from "../../../builders/touch.ts";

const utm = (utm_source: string | undefined, utm_medium?: string, utm_campaign?: string): Partial<Touch> => ({
  utm_source,
  utm_medium,
  utm_campaign,
});
const from = (
  referrer_medium: NonNullable<Touch["referrer_medium"]>,
  referrer_source: string,
): Partial<Touch> => ({ referrer_medium, referrer_source });

describe("channelOf, by GA4's default channel groups", () => {
  test.each<[string, Partial<Touch>]>([
    ["Direct", utm("(direct)", "(none)")],
    ["Cross-network", utm("google", "cpc", "summer cross-network")],
    ["Paid Shopping", utm("amazon", "cpc")],
    ["Paid Shopping", utm("google", "cpc", "Shopping DE")],
    ["Paid Search", utm("google", "cpc")],
    ["Paid Search", utm("Bing", "PPC")],
    ["Paid Search", utm("www.google.de", "paid-search")],
    ["Paid Search", { click_id_source: "gclid" }],
    ["Paid Search", { click_id_source: "msclkid", ...from("search", "Bing") }],
    ["Paid Social", utm("facebook", "paid_social")],
    ["Paid Social", utm("ig", "cpc")],
    ["Paid Social", { click_id_source: "ttclid" }],
    ["Paid Video", utm("youtube", "cpv-cpc")],
    ["Display", utm("partner", "banner")],
    ["Display", { click_id_source: "tblci" }],
    ["Paid Other", utm("partner", "cpc")],
    ["Organic Shopping", from("unknown", "www.ebay.co.uk")],
    ["Organic Social", from("social", "Facebook")],
    ["Organic Social", utm("mastodon-team", "social")],
    ["Organic Social", { click_id_source: "fbclid", ...from("social", "Facebook") }],
    ["Organic Video", from("social", "YouTube")],
    ["Organic Video", utm("partner", "video-post")],
    ["Organic Search", from("search", "Google")],
    ["Organic Search", utm("partner", "organic")],
    ["AI Assistants", from("ai_assistant", "ChatGPT")],
    ["AI Assistants", utm("chatgpt.com")],
    ["Email", utm("newsletter", "e-mail")],
    ["Email", from("email", "Gmail")],
    ["Email", { click_id_source: "mc_cid" }],
    ["Affiliates", utm("partner", "affiliate")],
    ["Affiliates", { click_id_source: "irclid" }],
    ["Referral", from("unknown", "blog.nobody.org")],
    ["Referral", utm("partner", "referral")],
    ["Audio", utm("podcast", "audio")],
    ["SMS", utm("sms")],
    ["Mobile Push Notifications", utm("app", "web push")],
    ["Unassigned", utm("partner", "something")],
    ["Unassigned", utm(undefined, undefined, "spring")],
  ])("%s: %j", (channel, touch) => {
    expect(channelOf(touchOf(touch), channels)).toBe(channel);
  });

  test("a session without a touch is direct", () => {
    expect(channelOf(undefined, channels)).toBe("Direct");
  });
});

test("a table of one's own goes by its own order", () => {
  const own = {
    ...ga4Channels,
    otherwise: "Rest",
    rules: [{ channel: "Partners", source: /^partner/ }, ...ga4Channels.rules],
  };
  expect(channelOf(touchOf(utm("partner-7", "cpc")), own)).toBe("Partners");
  expect(channelOf(touchOf(utm("who", "what")), own)).toBe("Rest");
});
