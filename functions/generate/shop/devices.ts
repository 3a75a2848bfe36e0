import { type Random, weighted } from "../random.ts";

/** Devices of shoppers. The user agents are those of real browsers, apps and crawlers. */
export interface Device {
  source: "web" | "ios" | "android";
  type: "desktop" | "mobile" | "tablet" | "bot";
  userAgent: string;
  screen: readonly [number, number];
}

const web = (type: Device["type"], screen: Device["screen"], userAgent: string): Device => ({
  source: "web",
  type,
  screen,
  userAgent,
});

const MOZILLA = "Mozilla/5.0";
const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

const devices: readonly (readonly [number, Device])[] = [
  [
    22,
    web(
      "desktop",
      [1920, 1080],
      `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`,
    ),
  ],
  [
    9,
    web(
      "desktop",
      [2560, 1440],
      `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`,
    ),
  ],
  [
    7,
    web(
      "desktop",
      [1512, 982],
      `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Version/18.5 Safari/605.1.15`,
    ),
  ],
  [
    5,
    web(
      "desktop",
      [1366, 768],
      `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`,
    ),
  ],
  [4, web("desktop", [1920, 1200], `${MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`)],
  [
    14,
    web(
      "mobile",
      [393, 852],
      `${MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${SAFARI} Version/18.5 Mobile/15E148 Safari/604.1`,
    ),
  ],
  [
    12,
    web(
      "mobile",
      [412, 915],
      `${MOZILLA} (Linux; Android 10; K) ${WEBKIT} Chrome/138.0.0.0 Mobile Safari/537.36`,
    ),
  ],
  [
    4,
    web(
      "mobile",
      [360, 780],
      `${MOZILLA} (Linux; Android 14; SAMSUNG SM-S921B) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    ),
  ],
  [
    3,
    web(
      "tablet",
      [820, 1180],
      `${MOZILLA} (iPad; CPU OS 18_5 like Mac OS X) ${SAFARI} Version/18.5 Mobile/15E148 Safari/604.1`,
    ),
  ],
  [
    9,
    {
      source: "ios",
      type: "mobile",
      screen: [393, 852],
      userAgent: "ShopApp/7.12.0 (iPhone; iOS 18.5; Scale/3.00)",
    },
  ],
  [
    9,
    {
      source: "android",
      type: "mobile",
      screen: [412, 915],
      userAgent: "ShopApp/7.12.0 (Linux; U; Android 15; Pixel 8 Build/AP4A.250205.002)",
    },
  ],
];

const bots: readonly (readonly [number, Device])[] = [
  [4, web("bot", [1024, 1024], `${MOZILLA} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`)],
  [2, web("bot", [1024, 768], `${MOZILLA} (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)`)],
  [1, web("bot", [1024, 768], `${MOZILLA} (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)`)],
  [1, web("bot", [800, 600], "python-requests/2.32.3")],
];

const pickDevice = weighted(devices);
const pickBot = weighted(bots);

export const device = (random: Random): Device => pickDevice(random);
export const bot = (random: Random): Device => pickBot(random);
