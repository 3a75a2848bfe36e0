/**
 * The names that systems and browsers go by, which queries group by: one for each, whatever a header calls it. A name
 * that is in no table is kept if it looks like one, since parsers may take any text of a visitor for a name.
 */

const systems: Readonly<Record<string, string>> = {
  android: "Android",
  "android-x86": "Android",
  bada: "Bada",
  blackberry: "BlackBerry",
  chromecast: "Chromecast",
  "chromecast android": "Chromecast",
  "chromecast fuchsia": "Chromecast",
  "chromecast linux": "Chromecast",
  "chromecast smartspeaker": "Chromecast",
  "chrome os": "Chrome OS",
  "chromium os": "Chrome OS",
  "firefox os": "Firefox OS",
  freebsd: "FreeBSD",
  harmonyos: "HarmonyOS",
  ios: "iOS",
  kaios: "KaiOS",
  linux: "Linux",
  "mac os": "macOS",
  macos: "macOS",
  netbsd: "NetBSD",
  nintendo: "Nintendo",
  openbsd: "OpenBSD",
  openharmony: "HarmonyOS",
  playstation: "PlayStation",
  "rim tablet os": "BlackBerry",
  roku: "Roku OS",
  sailfish: "Sailfish OS",
  series40: "Series 40",
  solaris: "Solaris",
  symbian: "Symbian",
  tizen: "Tizen",
  watchos: "watchOS",
  webos: "webOS",
  windows: "Windows",
  "windows iot": "Windows",
  "windows mobile": "Windows Phone",
  "windows phone": "Windows Phone",
  xbox: "Xbox",
};

/** Distributions of Linux, which one groups as one. */
const LINUX =
  /^(?:arch|centos|debian|deepin|elementary os|fedora|gentoo|gnu|joli|kubuntu|linpus|linspire|lubuntu|mageia|mandriva|manjaro|mint|pclinuxos|raspbian|redhat|red hat|sabayon|slackware|suse|ubuntu|ubuntu touch|vectorlinux|xubuntu|zenwalk)/;

/** What a header says that the parser reads otherwise, or not at all. */
const systemSigns: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony|ArkWeb/, "HarmonyOS"],
  [/\bKAIOS\//i, "KaiOS"],
  [/PlayStation/i, "PlayStation"],
  [/Xbox/, "Xbox"],
  [/Nintendo/, "Nintendo"],
  [/watchOS/, "watchOS"],
  [/Apple ?TV|tvOS/, "tvOS"],
  [/CrOS /, "Chrome OS"],
  [/Web0S|webOS|hpwOS/, "webOS"],
  [/Tizen/, "Tizen"],
  [/Roku\//, "Roku OS"],
  [/Darwin\/.*\((?:x86_64|i386|Power)|Darwin\/.*\b(?:iMac|MacBook|Macmini)|macOS[/ (]|Mac OS\//i, "macOS"],
];

const browsers: Readonly<Record<string, string>> = {
  "android browser": "Android Browser",
  "avast secure browser": "Avast Secure Browser",
  chrome: "Chrome",
  "chrome headless": "Chrome Headless",
  "chrome mobile": "Chrome",
  "chrome webview": "Android WebView",
  edge: "Microsoft Edge",
  firefox: "Firefox",
  "firefox focus": "Firefox Focus",
  "firefox mobile": "Firefox",
  gsa: "Google Search",
  ie: "Internet Explorer",
  iemobile: "Internet Explorer",
  "mobile firefox": "Firefox",
  "mobile safari": "Safari",
  "opera mobi": "Opera",
  "opera mini": "Opera Mini",
  safari: "Safari",
  "samsung internet": "Samsung Internet for Android",
  ucbrowser: "UC Browser",
  webkit: "Safari (in-app)",
  wechat: "WeChat",
  "wechat(win) desktop": "WeChat",
  yandex: "Yandex Browser",
};

/** What is a name: letters, digits and a little between them. Longer ones are no browser's. */
const A_NAME = /^[\p{L}\d][\p{L}\d .+()!-]{0,39}$/u;

/** @param parsed as the parser has it */
export function systemName(header: string, parsed: string | undefined): string | undefined {
  for (const [sign, name] of systemSigns) if (sign.test(header)) return name;
  if (parsed === undefined) return undefined;
  const lower = parsed.toLowerCase();
  return systems[lower] ?? (LINUX.test(lower) ? "Linux" : named(parsed));
}

/** In-app browsers that the parser takes for the browser that they are made of. */
const inApp: readonly (readonly [RegExp, string])[] = [
  [/\bFB(?:AN|AV|_IAB)\b|\[FB/, "Facebook"],
  [/Instagram[ /]/, "Instagram"],
  [/\bBytedanceWebview|musical_ly|TikTok/i, "TikTok"],
  [/\[?Pinterest\//, "Pinterest"],
  [/Twitter for|TwitterAndroid/, "X"],
  [/Snapchat[ /]/, "Snapchat"],
  [/LinkedInApp/, "LinkedIn"],
  [/MicroMessenger\//, "WeChat"],
  [/\bLine\//, "LINE"],
  [/KAKAOTALK/, "KakaoTalk"],
];

/** @param parsed as the parser has it */
export function browserName(header: string, parsed: string | undefined): string | undefined {
  for (const [sign, name] of inApp) if (sign.test(header)) return name;
  if (parsed === undefined) return undefined;
  return browsers[parsed.toLowerCase()] ?? named(parsed);
}

const named = (name: string): string | undefined => (A_NAME.test(name) ? name : undefined);
