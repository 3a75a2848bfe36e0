/** What is known of a host, an app or a name that sends visitors. */
export interface Referrer {
  medium: "internal" | "search" | "social" | "email" | "paid" | "unknown";
  /** The name that its traffic goes by. */
  source: string | undefined;
}

const search = (source: string): Referrer => ({ medium: "search", source });
const social = (source: string): Referrer => ({ medium: "social", source });
const email = (source: string): Referrer => ({ medium: "email", source });
const paid = (source: string): Referrer => ({ medium: "paid", source });

type Table = Readonly<Record<string, Referrer>>;

/** Sites with a domain in many countries, by the name before the public suffix. */
export const referringNames: Table = {
  google: search("Google"),
  pinterest: social("Pinterest"),
  yahoo: search("Yahoo"),
  yandex: search("Yandex"),
};

/** Domains, for themselves and for all hosts below them; of two the longer one counts. */
export const referringDomains: Table = {
  "baidu.com": search("Baidu"),
  "bing.com": search("Bing"),
  "duckduckgo.com": search("DuckDuckGo"),
  "ecosia.org": search("Ecosia"),
  "naver.com": search("Naver"),
  "qwant.com": search("Qwant"),
  "startpage.com": search("Startpage"),
  "ya.ru": search("Yandex"),

  "facebook.com": social("Facebook"),
  "fb.com": social("Facebook"),
  "fb.me": social("Facebook"),
  "instagram.com": social("Instagram"),
  "linkedin.com": social("LinkedIn"),
  "lnkd.in": social("LinkedIn"),
  "pin.it": social("Pinterest"),
  "redd.it": social("Reddit"),
  "reddit.com": social("Reddit"),
  "t.co": social("X"),
  "tiktok.com": social("TikTok"),
  "twitter.com": social("X"),
  "vk.com": social("VK"),
  "vk.ru": social("VK"),
  "weibo.cn": social("Weibo"),
  "weibo.com": social("Weibo"),
  "x.com": social("X"),
  "youtu.be": social("YouTube"),
  "youtube.com": social("YouTube"),

  "mail.google.com": email("Gmail"),
  "mail.proton.me": email("Proton Mail"),
  "mail.yahoo.com": email("Yahoo Mail"),
  "outlook.live.com": email("Outlook"),
  "outlook.office.com": email("Outlook"),
  "outlook.office365.com": email("Outlook"),

  "doubleclick.net": paid("Google Ads"),
  "googleadservices.com": paid("Google Ads"),
  "googlesyndication.com": paid("Google Ads"),
};

/** Apps by their package: `android-app://com.google.android.gm/`. */
export const referringApps: Table = {
  "com.duckduckgo.mobile.android": search("DuckDuckGo"),
  "com.google.android.apps.searchlite": search("Google"),
  "com.google.android.googlequicksearchbox": search("Google"),
  "com.microsoft.bing": search("Bing"),
  "ru.yandex.searchplugin": search("Yandex"),

  "com.facebook.katana": social("Facebook"),
  "com.facebook.lite": social("Facebook"),
  "com.facebook.orca": social("Facebook"),
  "com.google.android.youtube": social("YouTube"),
  "com.instagram.android": social("Instagram"),
  "com.linkedin.android": social("LinkedIn"),
  "com.pinterest": social("Pinterest"),
  "com.reddit.frontpage": social("Reddit"),
  "com.sina.weibo": social("Weibo"),
  "com.twitter.android": social("X"),
  "com.vkontakte.android": social("VK"),
  "com.zhiliaoapp.musically": social("TikTok"),

  "ch.protonmail.android": email("Proton Mail"),
  "com.google.android.gm": email("Gmail"),
  "com.microsoft.office.outlook": email("Outlook"),
  "com.yahoo.mobile.client.android.mail": email("Yahoo Mail"),
};
