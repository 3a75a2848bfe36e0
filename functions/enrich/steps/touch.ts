import { touchStep } from "../step.ts";

/** The last touch of the session that was not direct. */
export const touch = touchStep("touch", {
  of: (touch) => ({
    session_referrer_medium: touch?.referrer_medium,
    session_referrer_source: touch?.referrer_source,
    session_utm_source: touch?.utm_source,
    session_utm_medium: touch?.utm_medium,
    session_utm_campaign: touch?.utm_campaign,
    session_utm_term: touch?.utm_term,
    session_utm_content: touch?.utm_content,
    session_click_id_source: touch?.click_id_source,
  }),
});
