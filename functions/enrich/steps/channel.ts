import { type ClickId, clickIdOf } from "../../../shared/event/click-ids.ts";
import type { ChannelRule, Channels, ChannelTouch, Touch } from "../../../shared/steps/touch.ts";
import { touchStep } from "../step.ts";
import { sourceKind } from "./source-kinds.ts";

/** The channel of the session, by a table. */
export const channelStep = (channels: Channels) =>
  touchStep("channel", { of: (touch) => ({ session_channel: channelOf(touch, channels) }) });

/** @param touch undefined of a session that nothing brought as far as is known: it is direct */
export function channelOf(touch: Touch | undefined, { rules, direct, otherwise }: Channels): string {
  if (touch === undefined) return direct;
  const told = channelTouch(touch);
  return rules.find((rule) => holds(rule, told))?.channel ?? otherwise;
}

const holds = (rule: ChannelRule, { source, medium, campaign, kind, click }: ChannelTouch): boolean =>
  (rule.source?.test(source) ?? true) &&
  (rule.medium?.test(medium) ?? true) &&
  (rule.campaign?.test(campaign) ?? true) &&
  (rule.kind === undefined || (kind !== undefined && rule.kind.includes(kind))) &&
  (rule.click === undefined || rule.click === click?.paid);

function channelTouch(touch: Touch): ChannelTouch {
  const click = clickIdOf(touch.click_id_source);
  const { utm_source, utm_medium, utm_campaign, referrer_source = "" } = touch;
  const source = utm_source ?? click?.network ?? referrer_source;
  const hasCampaign = (utm_source ?? utm_medium ?? utm_campaign) !== undefined;
  return {
    source: source.toLowerCase(),
    medium: (utm_medium ?? mediumOf(touch, click, hasCampaign)).toLowerCase(),
    campaign: (utm_campaign ?? "").toLowerCase(),
    kind: sourceKind(source),
    click,
  };
}

/** The medium of what names none. */
function mediumOf({ referrer_medium }: Touch, click: ClickId | undefined, hasCampaign: boolean): string {
  if (click?.paid !== undefined) return "cpc";
  if (click?.medium !== undefined) return click.medium;
  if (hasCampaign) return "";
  if (referrer_medium === "search") return "organic";
  if (referrer_medium === "paid") return "cpc";
  return referrer_medium === "email" ? "email" : "referral";
}
