import { isbot } from "isbot";

/** What sent an event: a browser (also one inside an app), an app, a library of a server or script, or a bot. */
export type AgentKind = "browser" | "app" | "library" | "bot";

/**
 * isbot takes everything for a bot that is written unlike a browser, and so apps and servers that report events, too. These
 * tables tell them apart. What crawls says so by a word, an address or a name of isbot's list; an app says on what it
 * runs; a library goes by its name.
 */

/** How agents begin that are, or pretend to be, browsers. Of them isbot's list of names is the last word. */
const BROWSER = /^(?:Mozilla|Opera|UCWEB|Links|Lynx|ELinks|w3m|Dillo|NetSurf|Konqueror)[/ (]/;
/** Older phones name their model first and their browser behind it. */
const PHONE_BROWSER = /(?:UP\.Browser|Profile\/MIDP|Obigo|NetFront|Teleca|Openwave|AppleWebKit|Opera Mini)/i;

/** Words by which what crawls, checks or copies pages says what it is, and addresses where one reads about it. */
const CRAWLING =
  /bot(?!tle|any)|crawl|spider|slurp|scan|check|monitor|preview|archiv|valid|headless|lighthouse|google-|-google|favicon|fetch|screenshot|phantom|selenium|pingdom|uptime|scrap|externalhit|sitesucker|datadog|munin|prerender|ips-agent|resolver|lookup|parser|finder|verif|analyz|subscriber|podcast sync|proxy|mastodon|webhook|-hook\b|kendra|print\(/i;

/** What an app says of the system or the toolkit that it runs on. */
const APP =
  /\b(?:Android|iPhone|iPad|iPod|iOS|iPadOS|tvOS|watchOS|visionOS|Dalvik|CFNetwork|Darwin|Alamofire|okhttp|ExoPlayer(?:Lib)?|AndroidXMedia3|CrKey|AppleTV|AppleCoreMedia|Windows NT|Windows Phone|macOS|MacOS|Mac OS X|KaiOS|Tizen|Symbian|HarmonyOS|BlackBerry|BB10|Flutter|ReactNative|Electron|webOS|Roku|Xbox|Google Fiber)|\wAndroid\b|^(?:Mac|iOS|Android)[A-Z/]|com\.(?:google|apple|facebook|android|samsung|amazon)\.(?!.*crawl)/i;

/** Words in the names of players and readers, which name no system. */
const PLAYING =
  /pod(?:cast|catcher|kast|trapper|kicker|verse|hero|play|guru|cruncher|friend)|podcasts?\b|catcher|player|radio|music|\bFM\b|tpapi|stream\b|media ?server|tunes?\b/i;

/** Apps that say nothing but their name. */
const APP_NAMES = new RegExp(
  `^(?:${[
    "Adori",
    "AIDA64",
    "Airr",
    "AmazonMusic",
    "AntennaPod",
    "Azureus",
    "Bose",
    "bPod",
    "Bullhorn",
    "Castro",
    "CitrixReceiver",
    "CloudPlayer",
    "CPod",
    "doubleTwist",
    "FeedStation",
    "Garmin",
    "gPodder",
    "HandBrake",
    "hermespod",
    "Instacast",
    "iVoox",
    "Luminary",
    "Microsoft[-. ](?!Azure|Teams-?Bot|URL)",
    "Mimir",
    "myTuner",
    "Newsly",
    "NPROne",
    "Outcast",
    "Overcast",
    "PeaCast",
    "Pocket Casts",
    "Pods?chaser",
    "Podkicker",
    "Podvine",
    "Podyssey",
    "qBittorrent",
    "rhythmbox",
    "RSSRadio",
    "sp-agent",
    "SoundOn",
    "SoundWaves",
    "Swoot",
    "TREBLE",
    "TuneIn",
    "Turtlecast",
    "VictorReader",
    "VSCode",
    "WebexTeams",
    "Windows-Update-Agent",
    "Xiaoyuzhou",
    "Zune",
  ].join("|")})(?![a-z]*bot)`,
  "i",
);

/** Libraries by which servers and scripts send requests, and software kits that report events from one. */
const LIBRARY = new RegExp(
  `^(?:${[
    "AHC",
    "aiohttp",
    "akka-http",
    "analytics[-_.](?:node|python|ruby|php|go|java|net|react-native)",
    "Apache-HttpAsyncClient",
    "Apache-HttpClient",
    "aws-sdk[-\\w]*",
    "axios",
    "Boto3?",
    "Botocore",
    "Bun",
    "cpp-httplib",
    "curl",
    "Dart",
    "Deno",
    "Faraday",
    "fasthttp",
    "GuzzleHttp",
    "Guzzle",
    "Go-http-client",
    "Google-HTTP-Java-Client",
    "go-resty",
    "got",
    "hackney",
    "http\\.rb",
    "HTTPie",
    "Java",
    "Java-http-client",
    "Jakarta Commons-HttpClient",
    "Jersey",
    "Jetty",
    "ktor-client",
    "libcurl",
    "libwww-perl",
    "lua-resty-http",
    "node",
    "node-fetch",
    "node-superagent",
    "Node\\.js",
    "okhttp3?",
    "PHP",
    "PHP-Curl-Class",
    "posthog[-_](?:node|python|ruby|php|go|java)",
    "PycURL",
    "Python",
    "python-httpx",
    "python-requests",
    "Python-urllib3?",
    "ReactorNetty",
    "req",
    "reqwest",
    "request\\.js",
    "RestSharp",
    "rest-client",
    "Ruby",
    "Rudder",
    "snowplow-[a-z]+-tracker",
    "Symfony HttpClient",
    "undici",
    "unirest-java",
    "WinHTTP",
    "Wget",
  ].join("|")})(?:[-/ ;)]|$)`,
  "i",
);
/** The same behind another name, which is then of a program on a server. */
const ON_LIBRARY =
  /[ (;](?:aiohttp|curl|CPython|libcurl|libwww-perl|Java|PHP|Python|Ruby|axios|node|undici|httpx|requests)\/\d/i;

/** Of agents that look like browsers: words in which isbot sees one of its names, and which name a device or an app. */
const INNOCENT =
  /Google (?:Nexus|Pixel|Chromecast)\b|com\.google\.\w+|GooglePlayStore|GmmClient:google_\w+|SogouSearch(?= Android)|Process\/tools\w*|\b(?:Apple)?News\/[\d.]+(?= Version)|Instagram .*|\(GlobalDist;[^)]*\)|Hybrid\(\)/g;

/** Televisions, whose browsers write addresses and names of services into their headers. */
const TELEVISION = /HbbTV|NETTV|NETRANGE|CE-HTML|SMART-?TV|Google TV|Web0S|Tizen .*TV|BRAVIA|smarttv_/i;

/** A browser inside an app. */
const IN_APP =
  /; ?wv\b|RobloxApp|MicroMessenger|Instagram \d|com\.google\.\w+\/|(?:Apple)?News\/\d|^Mozilla\S+ \(iP[^)]*\) AppleWebKit\/[\d.]+ \(KHTML, like Gecko\) \w*News\/|SogouSearch Android/;

/** @param agent not empty */
export function agentKind(agent: string): AgentKind {
  if (BROWSER.test(agent)) return isBotLikeBrowser(agent) ? "bot" : "browser";
  if (!isbot(agent)) return isLibrary(agent) ? "library" : PHONE_BROWSER.test(agent) ? "browser" : "app";
  if (CRAWLING.test(agent)) return "bot";
  if (TELEVISION.test(agent)) return "browser";
  if (agent.includes("Mozilla/")) return "bot";
  if (APP_NAMES.test(agent)) return "app";
  if (isLibrary(agent)) return "library";
  return APP.test(agent) || PLAYING.test(agent) ? "app" : "bot";
}

function isBotLikeBrowser(agent: string): boolean {
  if (!isbot(agent) || (TELEVISION.test(agent) && !CRAWLING.test(agent))) return false;
  return !IN_APP.test(agent) || CRAWLING.test(agent) || isbot(agent.replace(INNOCENT, ""));
}

const isLibrary = (agent: string): boolean =>
  LIBRARY.test(agent) || (ON_LIBRARY.test(agent) && !APP.test(agent));
