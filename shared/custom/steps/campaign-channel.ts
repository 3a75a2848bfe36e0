import { flag, text } from "../../event/fields.ts";
import { customTextStep } from "../../steps/custom-step.ts";

/** The kind of campaign that brought the visitor, by the words that marketers put into `utm_medium`, and by click ids. */
export const campaignChannel = customTextStep("campaign_channel", {
  fields: {
    campaign_channel: text(
      "search, social, shopping, display, video, email, sms, affiliate, push, other",
      16,
    ),
    campaign_is_paid: flag("Each click on the campaign costs money"),
  },
  reads: "page_url",
  of(url) {
    const parameters = parametersOf(url);
    const medium = parameters.get("utm_medium")?.trim().toLowerCase() || undefined;
    const click = clickIds.find(([name]) => parameters.has(name));
    if (medium === undefined && click === undefined)
      return { campaign_channel: undefined, campaign_is_paid: undefined };
    const named = medium === undefined ? undefined : channelOf(medium, parameters.get("utm_source") ?? "");
    return {
      campaign_channel: named ?? click?.[1] ?? "other",
      campaign_is_paid: click !== undefined || PAID.test(medium ?? ""),
    };
  },
});

/** Parameters that an advertiser's platform adds to the address of what it charges for. */
const clickIds: readonly (readonly [parameter: string, channel: string])[] = [
  ["gclid", "search"],
  ["wbraid", "search"],
  ["gbraid", "search"],
  ["msclkid", "search"],
  ["fbclid", "social"],
  ["ttclid", "social"],
  ["li_fat_id", "social"],
];

const PAID = /^(?:.*cp[acmv]|ppc|retargeting|paid.*|display|banner|affiliate)$/;

/** By medium; the first that matches. */
const channels: readonly (readonly [medium: RegExp, channel: string])[] = [
  [/shopping/, "shopping"],
  [/social|^sm$/, "social"],
  [/search|^ppc$|^cpc$/, "search"],
  [/display|banner|interstitial|^cpm$/, "display"],
  [/video|^cpv$/, "video"],
  [/^e[-_ ]?mail$|newsletter/, "email"],
  [/^sms$/, "sms"],
  [/affiliate|partner/, "affiliate"],
  [/push|notification/, "push"],
];

const SOCIAL =
  /^(?:facebook|fb|instagram|ig|tiktok|linkedin|pinterest|twitter|x|reddit|snapchat|youtube)(?:\.com)?$/i;

/** A click that is paid for (cpc, ppc) is on a social network where the source is one, and else on a search engine. */
function channelOf(medium: string, source: string): string | undefined {
  if (/^(?:cpc|ppc)$/.test(medium) && SOCIAL.test(source)) return "social";
  return channels.find(([pattern]) => pattern.test(medium))?.[1];
}

function parametersOf(url: string): URLSearchParams {
  const start = url.indexOf("?");
  const hash = url.indexOf("#");
  const end = hash < 0 ? url.length : hash;
  return new URLSearchParams(start < 0 || start > end ? "" : url.slice(start + 1, end));
}
