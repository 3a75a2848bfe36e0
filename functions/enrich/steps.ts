import { channels } from "../../shared/custom/channels.ts";
import type { StepList } from "./step.ts";
import { addressStep } from "./steps/address.ts";
import { agent } from "./steps/agent.ts";
import { campaign, click } from "./steps/campaign.ts";
import { channelStep } from "./steps/channel.ts";
import { geo } from "./steps/geo.ts";
import { localTime } from "./steps/local-time.ts";
import { valueInBase } from "./steps/money.ts";
import { pageStep } from "./steps/page.ts";
import { referrerStep } from "./steps/referrer.ts";
import { time } from "./steps/time.ts";
import { touch } from "./steps/touch.ts";
import { zip } from "./steps/zip.ts";

interface StepSettings {
  addressKey: string;
  /** Domains that are one's own beside that of the page. */
  ownDomains?: readonly string[];
}

/** Enrichment, step by step, in the order of the schema (`shared/event/enriched.ts`). Each is a file of `steps/`. */
export const stepsOf = ({ addressKey, ownDomains = [] }: StepSettings): StepList => ({
  source: { kind: "content", name: "source" },
  time,
  page: pageStep,
  campaign,
  click,
  referrer: referrerStep(ownDomains),
  agent,
  address: addressStep(addressKey),
  geo,
  zip,
  local_time: localTime,
  order: { kind: "content", name: "order" },
  money: valueInBase,
  person: { kind: "person", name: "person" },
  session: { kind: "session", name: "session" },
  touch,
  channel: channelStep(channels),
  fingerprint: { kind: "content", name: "fingerprint" },
});
