import { UAParser } from "ua-parser-js";
import { isNoId } from "../../../shared/event/no-id.ts";
import { cutText } from "../../../shared/event/texts.ts";
import { textStep, type Values } from "../step.ts";
import { agentKind } from "./agent-kind.ts";
import { browserName, systemName } from "./agent-names.ts";

/** Device, system and browser. */
export const agent = textStep("agent", { reads: "user_agent", of: agentOf });

/**
 * Characters that are parsed; real headers have some 120, at most 400. The parser tries hundreds of expressions. Of
 * 20,000 hostile texts of 1,024 characters none took 4 ms, and none of 8 KB longer, so time grows no faster than length.
 */
const PARSED_LENGTH = 512;

const none: Values<"agent"> = {
  device_category: undefined,
  os: undefined,
  browser: undefined,
  is_bot: undefined,
  agent_kind: undefined,
};

/** What the User-Agent header says. Parsing one costs more than everything else done to an event. */
export function agentOf(header: string): Values<"agent"> {
  const text = cutText(asSent(header), PARSED_LENGTH).trim();
  if (text === "" || text === "-" || isNoId(text))
    return { ...none, device_category: "other", is_bot: false };
  const kind = agentKind(text);
  const parser = new UAParser(text);
  const os = systemName(text, parser.getOS().name);
  const isBot = kind === "bot";
  return {
    device_category: isBot ? "bot" : categoryOf(text, kind === "browser", parser.getDevice(), os),
    os,
    // Of an app or a library any text may stand where a browser has its name.
    browser: kind === "browser" || isBot ? browserName(text, parser.getBrowser().name) : undefined,
    is_bot: isBot,
    agent_kind: kind,
  };
}

const QUOTED = /^\s*"(.*)"\s*$/s;

/** The header without what logs add to it: quotes around it, blanks written by their codes. */
function asSent(header: string): string {
  const bare = QUOTED.exec(header)?.[1] ?? header;
  if (!bare.includes("%20") || bare.includes(" ")) return bare;
  try {
    return decodeURIComponent(bare);
  } catch {
    // The visitor's own text: it stays as it was written.
    return bare;
  }
}

const categories: Record<string, string> = {
  mobile: "mobile",
  tablet: "tablet",
  smarttv: "tv",
  console: "console",
  wearable: "wearable",
};

const TV =
  /\b(?:smart-?tv|hbbtv|dtv|netcast|viera|bravia|web0s|crkey|roku|tvos|apple ?tv|google ?tv|android ?tv|mitv|mibox|shield android|stb|set-?top|aft[a-z]{1,3}\d*|nettv|netrange|inettvbrowser|ce-html|freebox|nexusplayer|opera tv|tv store|chromecast|vestel|philipstv|vidaa|maple|espial|antgalio|kylo|lg browser|netbox|bbox|livebox)\b|[\s;_/-]tv\b|\btv[ _/-]|tv(?:box|[ _-]stick|\d{2,})|(?:hd|smart|uhd|led|lcd|oled|qled|box|fire|hisense)[ _-]?tv|smarttv_|\b(?:hd|qled|led)?(?:32|40|43|50|55|65|75|85)[a-z]{1,4}\d{2,}/i;
const CONSOLE = /PlayStation|Nintendo|Xbox|\bPSP\b|PS ?Vita|Ouya|SHIELD(?! Android)/i;
/** Chrome on Android has "Mobile" in its header on phones alone. */
const isTablet = (text: string): boolean =>
  text.includes("; Android ") && text.includes("Chrome/") && !text.includes("Mobile");
/** A Dalvik header says nothing of mobile or not; nearly all are phones. */
const UNMARKED_PHONE = /^Dalvik\/|\bMobile\b|\bPhone\b/;

const PHONES: ReadonlySet<string> = new Set([
  "Android",
  "BlackBerry",
  "Firefox OS",
  "HarmonyOS",
  "iOS",
  "KaiOS",
  "Symbian",
  "Windows Phone",
]);
const DESKTOPS: ReadonlySet<string> = new Set([
  "Chrome OS",
  "FreeBSD",
  "Linux",
  "macOS",
  "NetBSD",
  "OpenBSD",
  "Solaris",
  "Windows",
]);
/** Laptops that run Android apps. */
const CHROMEBOOK = /Chromebook/;

function categoryOf(
  text: string,
  isBrowser: boolean,
  {
    type,
    vendor,
    model,
  }: { type?: string | undefined; vendor?: string | undefined; model?: string | undefined },
  os: string | undefined,
): string {
  if (CONSOLE.test(text)) return "console";
  if (CHROMEBOOK.test(text) || (os === "Windows" && type === "mobile")) return "desktop";
  if (type === "smarttv" || TV.test(text)) return "tv";
  if (isBrowser && isTablet(text)) return "tablet";
  if (type === "tablet" && isGenericTablet(text, isBrowser, vendor, model)) return "mobile";
  const known = type === undefined ? undefined : categories[type];
  if (known !== undefined) return known;
  if (os === undefined) return "other";
  if (PHONES.has(os)) return "mobile";
  return DESKTOPS.has(os) ? "desktop" : "other";
}

/** Android without "Mobile" is taken for a tablet, but an app's header never has the word. */
const isGenericTablet = (
  text: string,
  isBrowser: boolean,
  vendor: string | undefined,
  model: string | undefined,
): boolean =>
  (vendor === undefined || vendor === "Generic" || model === undefined) &&
  (UNMARKED_PHONE.test(text) || !isBrowser);
