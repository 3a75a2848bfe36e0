import type { ClickId } from "../event/click-ids.ts";
import type { referrerMedia } from "../event/given.ts";

/** What brought a visitor: a page with a campaign or a marked click, or another site. */
export interface Touch {
  referrer_medium: (typeof referrerMedia)[number] | undefined;
  /** Its name, else the host of the referrer. */
  referrer_source: string | undefined;
  utm_source: string | undefined;
  utm_medium: string | undefined;
  utm_campaign: string | undefined;
  utm_term: string | undefined;
  utm_content: string | undefined;
  click_id_source: string | undefined;
}

/** What kind of site a source is, by the tables of referrers. */
export type SourceKind = "search" | "social" | "video" | "shopping" | "email" | "ai_assistant";

/** A touch as a table of channels tells it apart: texts in lower case, "" where there is none. */
export interface ChannelTouch {
  /** utm_source, else the network of the click, else the name of the referrer. */
  source: string;
  /** utm_medium, else that of the click, else organic, email or referral by the referrer. */
  medium: string;
  campaign: string;
  kind: SourceKind | undefined;
  click: ClickId | undefined;
}

/** A row of a table of channels: it holds where each of its conditions does. */
export interface ChannelRule {
  channel: string;
  source?: RegExp;
  medium?: RegExp;
  campaign?: RegExp;
  /** Of which kind the source is. */
  kind?: readonly SourceKind[];
  /** Of which kind of place the marked click was. */
  click?: NonNullable<ClickId["paid"]>;
}

/** A table of channels: the first row that holds names the channel. */
export interface Channels {
  rules: readonly ChannelRule[];
  /** Of a session without a touch. */
  direct: string;
  /** Of a touch of which no row holds. */
  otherwise: string;
}
