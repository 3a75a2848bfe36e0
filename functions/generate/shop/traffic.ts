import { type Random, weighted } from "../random.ts";

/** How a visitor came to the shop. */
export interface VisitArrival {
  referrer?: string;
  /** Query of the landing page, with its question mark. */
  query: string;
}

const campaigns = ["spring_sale", "new_arrivals", "retargeting", "brand", "back_to_school"] as const;

const utm = (source: string, medium: string, random: Random): string =>
  `?utm_source=${source}&utm_medium=${medium}&utm_campaign=${random.pick(campaigns)}`;

type Way = (random: Random) => VisitArrival;

const ways = weighted<Way>([
  [30, () => ({ query: "" })],
  [26, () => ({ referrer: "https://www.google.com/", query: "" })],
  [
    10,
    (random) => ({
      referrer: "https://www.google.com/",
      query: `${utm("google", "cpc", random)}&utm_term=shop`,
    }),
  ],
  [4, () => ({ referrer: "https://www.bing.com/", query: "" })],
  [4, () => ({ referrer: "https://duckduckgo.com/", query: "" })],
  [9, (random) => ({ referrer: "https://l.instagram.com/", query: utm("instagram", "social", random) })],
  [6, (random) => ({ referrer: "https://www.facebook.com/", query: utm("facebook", "paid_social", random) })],
  [2, () => ({ referrer: "https://www.reddit.com/", query: "" })],
  [7, (random) => ({ query: `${utm("newsletter", "email", random)}&utm_content=hero` })],
  [2, () => ({ referrer: "https://blog.partner.example/best-gifts", query: "" })],
]);

export const arrival = (random: Random): VisitArrival => ways(random)(random);
