import { isLinkLocalHost } from "../network/link-local.ts";
import { isLoopback } from "../network/loopback.ts";

/** The kinds of setting. Each reads one environment variable and says in a sentence what is wrong with it. */
export interface Setting<Value> {
  description: string;
  /** Throws `SettingError` with what was expected. */
  parse(text: string): Value;
}

export class SettingError extends Error {
  override name = "SettingError";
}

const refuse = (expected: string, text: string): never => {
  throw new SettingError(`expected ${expected}, found ${JSON.stringify(text)}`);
};

export const textSetting = (description: string): Setting<string> => ({
  description,
  parse: (value) => value || refuse("a text", value),
});

/** May be empty: the variable is set, and empty means "not used". */
export const optionalSetting = (description: string): Setting<string | undefined> => ({
  description,
  parse: (value) => value || undefined,
});

export const integerSetting = (description: string, min: number, max: number): Setting<number> => ({
  description,
  parse(value) {
    const number = Number(value);
    const fits = value.trim() !== "" && Number.isInteger(number) && number >= min && number <= max;
    return fits ? number : refuse(`a whole number from ${min} to ${max}`, value);
  },
});

export const fractionSetting = (description: string): Setting<number> => ({
  description,
  parse(value) {
    const number = Number(value);
    return value.trim() !== "" && number >= 0 && number <= 1 ? number : refuse("a number from 0 to 1", value);
  },
});

export const flagSetting = (description: string): Setting<boolean> => ({
  description,
  parse: (value) => (value === "true" ? true : value === "false" ? false : refuse("true or false", value)),
});

/** A day as `YYYY-MM-DD`. */
export const daySetting = (description: string): Setting<string> => ({
  description,
  parse(value) {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
    const real = at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
    return real ? value : refuse("a day as YYYY-MM-DD", value);
  },
});

/** Names, separated by commas; empty for none. */
export const namesSetting = (description: string): Setting<readonly string[]> => ({
  description,
  parse: (value) =>
    value
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
});

export const choiceSetting = <const Name extends string>(
  description: string,
  names: readonly Name[],
): Setting<Name> => ({
  description,
  parse: (value) => names.find((name) => name === value) ?? refuse(names.join(" or "), value),
});

/**
 * An absolute URL: https, or http on loopback only, so that no token and no event travels in clear; without
 * credentials of its own, which would end in logs; and to no metadata service.
 */
export const urlSetting = (description: string): Setting<string> => ({
  description,
  parse(value) {
    if (!URL.canParse(value)) return refuse("an absolute URL", value);
    const { protocol, hostname, username, password } = new URL(value);
    if (username !== "" || password !== "")
      throw new SettingError(
        "expected a URL without a user and a password: credentials belong in the secret",
      );
    if (isLinkLocalHost(hostname)) return refuse("a URL of a service, not of a link-local address", value);
    const safe = protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
    return safe ? value : refuse("an https URL (http on loopback only)", value);
  },
});

/** The same, or empty: there is no such service. */
export const optionalUrlSetting = (description: string): Setting<string | undefined> => {
  const url = urlSetting(description);
  return { description, parse: (value) => (value === "" ? undefined : url.parse(value)) };
};

/** ARN of a Secrets Manager secret; empty where the other side takes no credentials. */
export const secretSetting = optionalSetting;
