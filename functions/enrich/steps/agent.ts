import Bowser from "bowser";
import { isbot } from "isbot";

export interface Agent {
  device_category: string;
  os: string | undefined;
  browser: string | undefined;
  is_bot: boolean;
}

const categories: Record<string, string> = {
  desktop: "desktop",
  mobile: "mobile",
  tablet: "tablet",
  tv: "tv",
  bot: "bot",
};

/**
 * What the User-Agent header says of device, system and browser. Parsing one costs more than everything else
 * done to an event, and a few thousand make up the traffic: callers cache.
 */
export function agentOf(userAgent: string): Agent {
  const { platform, os, browser } = Bowser.parse(userAgent);
  const bot = isbot(userAgent);
  return {
    device_category: bot ? "bot" : (categories[platform.type ?? ""] ?? "other"),
    os: os.name || undefined,
    browser: browser.name || undefined,
    is_bot: bot,
  };
}
