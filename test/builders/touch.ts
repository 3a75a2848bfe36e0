import type { Touch } from "../../shared/steps/touch.ts";

const none: Touch = {
  referrer_medium: undefined,
  referrer_source: undefined,
  utm_source: undefined,
  utm_medium: undefined,
  utm_campaign: undefined,
  utm_term: undefined,
  utm_content: undefined,
  click_id_source: undefined,
};

export const touchOf = (values: Partial<Touch>): Touch => ({ ...none, ...values });
