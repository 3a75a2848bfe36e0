import type { Channels } from "./touch.ts";

const PAID = /^(?:.*cp.*|ppc|retargeting|paid.*)$/;
const SHOPPING = /^(?:.*(?:(?:[^a-df-z]|^)shop|shopping).*)$/;
const MAIL = /^e[-_ ]?mail$/;

/**
 * GA4's default channel groups, in its order. Beside them a click that a network marks as paid counts as such without a
 * medium, and visits that an AI assistant sent have a channel of their own.
 */
export const ga4Channels: Channels = {
  direct: "Direct",
  otherwise: "Unassigned",
  rules: [
    { channel: "Direct", source: /^\(direct\)$/, medium: /^(?:\(none\)|\(not set\)|)$/ },
    { channel: "Cross-network", campaign: /cross-network/ },
    { channel: "Paid Shopping", kind: ["shopping"], medium: PAID },
    { channel: "Paid Shopping", campaign: SHOPPING, medium: PAID },
    { channel: "Paid Search", kind: ["search"], medium: PAID },
    { channel: "Paid Social", kind: ["social"], medium: PAID },
    { channel: "Paid Video", kind: ["video"], medium: PAID },
    { channel: "Display", medium: /^(?:display|banner|expandable|interstitial|cpm)$/ },
    { channel: "Paid Search", click: "search", medium: PAID },
    { channel: "Paid Social", click: "social", medium: PAID },
    { channel: "Display", click: "display", medium: PAID },
    { channel: "Paid Other", medium: PAID },
    { channel: "Organic Shopping", kind: ["shopping"] },
    { channel: "Organic Shopping", campaign: SHOPPING },
    { channel: "Email", kind: ["email"] },
    { channel: "Organic Social", kind: ["social"] },
    {
      channel: "Organic Social",
      medium: /^(?:social|social-network|social-media|sm|social network|social media)$/,
    },
    { channel: "Organic Video", kind: ["video"] },
    { channel: "Organic Video", medium: /video/ },
    { channel: "AI Assistants", kind: ["ai_assistant"] },
    { channel: "Organic Search", kind: ["search"] },
    { channel: "Organic Search", medium: /^organic$/ },
    { channel: "Email", source: MAIL },
    { channel: "Email", medium: MAIL },
    { channel: "Affiliates", medium: /^affiliates?$/ },
    { channel: "Referral", medium: /^(?:referral|app|link)$/ },
    { channel: "Audio", medium: /^audio$/ },
    { channel: "SMS", source: /^sms$/ },
    { channel: "SMS", medium: /^sms$/ },
    { channel: "Mobile Push Notifications", source: /^firebase$/ },
    { channel: "Mobile Push Notifications", medium: /push$|mobile|notification/ },
  ],
};
