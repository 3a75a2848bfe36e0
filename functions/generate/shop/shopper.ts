import { type SampleCity, sampleCities } from "../../../shared/sample/cities.ts";
import { Random } from "../random.ts";
import { bot, type Device, device } from "./devices.ts";

/** A device on which the shop is visited. The n-th is the same on every run. */
export interface Shopper {
  number: number;
  /** Who signs in on it: nobody, its owner, or one at a time of two who share it. Some people have a second device. */
  userIds: readonly string[];
  /** Whether a visit begins signed in, or it is done in mid-visit. */
  staysSignedIn: boolean;
  anonymousId: string;
  city: SampleCity;
  locale: string;
  ip: string;
  device: Device;
  /** How far the client's clock is ahead of the true time, ms. */
  clockSkew: number;
  favourite: number;
}

const BOTS = 0.02;
/** Of all others: people with an account; those of them who share their device, who have a second one, who stay signed in. */
const WITH_ACCOUNT = 0.6;
const SHARED = 0.05;
const SECOND_DEVICE = 0.2;
const STAYS_SIGNED_IN = 0.5;

const locales: Record<string, string> = {
  US: "en-US",
  CA: "en-CA",
  MX: "es-MX",
  BR: "pt-BR",
  AR: "es-AR",
  GB: "en-GB",
  IE: "en-IE",
  FR: "fr-FR",
  DE: "de-DE",
  ES: "es-ES",
  IT: "it-IT",
  NL: "nl-NL",
  JP: "ja-JP",
  KR: "ko-KR",
  AU: "en-AU",
  NZ: "en-NZ",
};

export function shopper(number: number): Shopper {
  const random = new Random(`shopper/${number}`);
  const isBot = random.chance(BOTS);
  const cities = sampleCities();
  const city = cities[Math.floor(random.next() ** 1.4 * cities.length)]!;
  const code = codeOf(number);
  return {
    number,
    userIds: isBot || !random.chance(WITH_ACCOUNT) ? [] : usersOf(number, random),
    staysSignedIn: random.chance(STAYS_SIGNED_IN),
    anonymousId: `a-${code}-${random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, "0")}`,
    city,
    locale: locales[city.country] ?? "en",
    ip: address(city, random),
    device: isBot ? bot(random) : device(random),
    clockSkew: clockSkew(random),
    favourite: random.below(1000),
  };
}

const codeOf = (number: number): string => number.toString(36).padStart(6, "0");

function usersOf(number: number, random: Random): string[] {
  // The second device of a person is the one whose number is next.
  const isSecond = number % 2 === 1 && random.chance(SECOND_DEVICE);
  const owner = `u-${codeOf(isSecond ? number - 1 : number)}`;
  return random.chance(SHARED) ? [owner, `${owner}-2`] : [owner];
}

/** One of the addresses of the city's network. */
function address({ cidr, cidr6 }: SampleCity, random: Random): string {
  if (cidr6 && random.chance(0.3)) return cidr6.replace("::/48", `:${random.below(65536).toString(16)}::1`);
  return cidr.replace("0/24", String(random.between(1, 254)));
}

/** Most clocks are right to a second; some are minutes off, and a few stand in another day. */
function clockSkew(random: Random): number {
  const kind = random.next();
  const sign = random.chance(0.5) ? 1 : -1;
  if (kind < 0.85) return sign * random.below(1_000);
  if (kind < 0.98) return sign * random.between(1_000, 180_000);
  return sign * random.between(3_600_000, 26 * 3_600_000);
}
