import type { referrerMedia } from "../../../shared/event/given.ts";
import lists from "./referrers.json" with { type: "json" };
import { siteOf } from "./site.ts";

/** What is known of a host, an app or a name that sends visitors. */
export interface Referrer {
  medium: (typeof referrerMedia)[number];
  /** The name that its traffic goes by. */
  source: string | undefined;
}

const search = (source: string): Referrer => ({ medium: "search", source });
const social = (source: string): Referrer => ({ medium: "social", source });
const email = (source: string): Referrer => ({ medium: "email", source });
const paid = (source: string): Referrer => ({ medium: "paid", source });
const assistant = (source: string): Referrer => ({ medium: "ai_assistant", source });

type Table = Readonly<Record<string, Referrer>>;

/** Sites with a domain in many countries, by the name before the public suffix. They go before the list below. */
const ownNames: Table = {
  google: search("Google"),
  pinterest: social("Pinterest"),
  yahoo: search("Yahoo"),
  yandex: search("Yandex"),
};

/** Domains, for themselves and for all hosts below them; of two the longer one counts. They go before the list below. */
const ownDomains: Table = {
  "baidu.com": search("Baidu"),
  "bing.com": search("Bing"),
  "duckduckgo.com": search("DuckDuckGo"),
  "ecosia.org": search("Ecosia"),
  "kagi.com": search("Kagi"),
  "naver.com": search("Naver"),
  "qwant.com": search("Qwant"),
  "search.brave.com": search("Brave"),
  "seznam.cz": search("Seznam"),
  "startpage.com": search("Startpage"),
  "ya.ru": search("Yandex"),

  "bsky.app": social("Bluesky"),
  "facebook.com": social("Facebook"),
  "fb.com": social("Facebook"),
  "fb.me": social("Facebook"),
  "instagram.com": social("Instagram"),
  "linkedin.com": social("LinkedIn"),
  "linktr.ee": social("Linktree"),
  "lnk.bio": social("Lnk.Bio"),
  "lnkd.in": social("LinkedIn"),
  "pin.it": social("Pinterest"),
  "redd.it": social("Reddit"),
  "reddit.com": social("Reddit"),
  "t.co": social("X"),
  "t.me": social("Telegram"),
  "telegram.me": social("Telegram"),
  "threads.com": social("Threads"),
  "threads.net": social("Threads"),
  "tiktok.com": social("TikTok"),
  "twitter.com": social("X"),
  "vk.com": social("VK"),
  "vk.ru": social("VK"),
  "weibo.cn": social("Weibo"),
  "weibo.com": social("Weibo"),
  "whatsapp.com": social("WhatsApp"),
  "workplace.com": social("Workplace"),
  "x.com": social("X"),
  "youtu.be": social("YouTube"),
  "youtube.com": social("YouTube"),

  "bluewin.ch": email("Bluewin"),
  "mail.google.com": email("Gmail"),
  "mail.proton.me": email("Proton Mail"),
  "mail.yahoo.com": email("Yahoo Mail"),
  "outlook.live.com": email("Outlook"),
  "outlook.office.com": email("Outlook"),
  "outlook.office365.com": email("Outlook"),

  "adsensecustomsearchads.com": paid("Google Ads"),
  "doubleclick.net": paid("Google Ads"),
  "googleadservices.com": paid("Google Ads"),
  "googlesyndication.com": paid("Google Ads"),
  "syndicatedsearch.goog": paid("Google Ads"),

  "bard.google.com": assistant("Gemini"),
  "character.ai": assistant("Character.AI"),
  "copilot.microsoft.com": assistant("Copilot"),
  "doubao.com": assistant("Doubao"),
  "gemini.google.com": assistant("Gemini"),
  "kimi.com": assistant("Kimi"),
  "mistral.ai": assistant("Le Chat"),
  "pi.ai": assistant("Pi"),
  "poe.com": assistant("Poe"),
};

/** Apps by their package: `android-app://com.google.android.gm/`. */
export const referringApps: Table = {
  "com.duckduckgo.mobile.android": search("DuckDuckGo"),
  "com.google.android.apps.searchlite": search("Google"),
  "com.google.android.googlequicksearchbox": search("Google"),
  "com.microsoft.bing": search("Bing"),
  "ru.yandex.searchplugin": search("Yandex"),

  "ai.perplexity.app.android": assistant("Perplexity"),
  "com.anthropic.claude": assistant("Claude"),
  "com.google.android.apps.bard": assistant("Gemini"),
  "com.microsoft.copilot": assistant("Copilot"),
  "com.openai.chatgpt": assistant("ChatGPT"),

  "com.facebook.katana": social("Facebook"),
  "com.facebook.lite": social("Facebook"),
  "com.facebook.orca": social("Facebook"),
  "com.google.android.youtube": social("YouTube"),
  "com.instagram.android": social("Instagram"),
  "com.instagram.barcelona": social("Threads"),
  "com.linkedin.android": social("LinkedIn"),
  "com.pinterest": social("Pinterest"),
  "com.reddit.frontpage": social("Reddit"),
  "com.sina.weibo": social("Weibo"),
  "com.snapchat.android": social("Snapchat"),
  "com.twitter.android": social("X"),
  "com.vkontakte.android": social("VK"),
  "com.whatsapp": social("WhatsApp"),
  "com.zhiliaoapp.musically": social("TikTok"),
  "org.telegram.messenger": social("Telegram"),
  "xyz.blueskyweb.app": social("Bluesky"),

  "ch.protonmail.android": email("Proton Mail"),
  "com.google.android.gm": email("Gmail"),
  "com.microsoft.office.outlook": email("Outlook"),
  "com.yahoo.mobile.client.android.mail": email("Yahoo Mail"),
};

/** A host of a list that stands for those of many countries: `google.{}`. */
const ANY_SUFFIX = ".{}";
/** One that stands for its sub-domains: `{}.example.com`. */
const ANY_LABEL = "{}.";

const names = new Map(Object.entries(ownNames));
const domains = new Map(Object.entries(ownDomains));

function take(medium: Referrer["medium"], list: Readonly<Record<string, readonly string[]>>): void {
  for (const [source, hosts] of Object.entries(list)) {
    const referrer = { medium, source };
    for (const host of hosts) {
      const isName = host.endsWith(ANY_SUFFIX);
      const table = isName ? names : domains;
      const key = isName ? host.slice(0, -ANY_SUFFIX.length) : host.replace(ANY_LABEL, "");
      // What stands there already knows it better, or came first.
      if (!table.has(key) && !isOfOwn(host.replace(ANY_LABEL, ""))) table.set(key, referrer);
    }
  }
}

/** Whether the tables above speak of a host or of one above it: then it goes by their name. */
function isOfOwn(host: string): boolean {
  const { name } = siteOf(host.endsWith(ANY_SUFFIX) ? host.replace(ANY_SUFFIX, ".com") : host);
  if (name !== undefined && Object.hasOwn(ownNames, name)) return true;
  for (let end = host; end.includes("."); end = end.slice(end.indexOf(".") + 1))
    if (Object.hasOwn(ownDomains, end)) return true;
  return false;
}

// An assistant that is in the list of search engines, too, is one.
take("ai_assistant", lists.ai_assistant);
take("social", lists.social);
take("search", lists.search);

/** By the name before a registry's suffix. */
export const referringNames: ReadonlyMap<string, Referrer> = names;
/** By domain. */
export const referringDomains: ReadonlyMap<string, Referrer> = domains;
