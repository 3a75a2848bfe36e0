import { FIREHOSE_ACTIVE_PARTITIONS } from "./limits.ts";
import { type Setting, SettingError } from "./settings/kinds.ts";

/** The shared folder of all sources without their own. */
export const OTHER_FOLDER = "other";

/** Events of this age arrive every day (`is_late` begins here), so Firehose has to take them. */
const LEAST_OPEN_HOURS = 72;

/**
 * Hours outside the window whose partitions may be open as well: the next one (clocks differ), the one that has just
 * left the window, and those of a day, because Firehose retries for a day when S3 refuses.
 */
const SPARE_HOURS = 26;

/**
 * How many hours up to now Firehose gets events of: so few that (folders + 1) × hours stays within the quota of
 * active partitions. The possible partitions follow from the setting and the clock alone, not from what clients send,
 * so the bound holds over all invocations and shards without shared memory. Events of other hours, such as a
 * backfill, are written by the archive function itself (`functions/archive/direct.ts`).
 * @param folders how many sources have their own folder
 */
export const openHours = (folders: number): number =>
  Math.floor(FIREHOSE_ACTIVE_PARTITIONS / (folders + 1)) - SPARE_HOURS;

/** The largest number of folders that leaves Firehose enough hours. */
export const MAX_FOLDERS = maxFolders();

function maxFolders(): number {
  let most = 0;
  while (openHours(most + 1) >= LEAST_OPEN_HOURS) most += 1;
  return most;
}

const FOLDER = /^[A-Za-z0-9_.-]{1,64}$/;

/** The setting: names of sources, separated by commas; empty for none. */
export const foldersSetting = (description: string): Setting<ReadonlySet<string>> => ({
  description,
  parse(value) {
    const names = value === "" ? [] : value.split(",").map((name) => name.trim());
    const illegal = names.find((name) => !FOLDER.test(name));
    if (illegal !== undefined)
      throw new SettingError(
        `expected names of at most 64 letters, digits, dots, dashes and underscores, found ${JSON.stringify(illegal)}`,
      );
    if (names.includes(OTHER_FOLDER))
      throw new SettingError(`"${OTHER_FOLDER}" is the folder of all sources that are not named`);
    const wanted = new Set(names);
    if (wanted.size > MAX_FOLDERS)
      throw new SettingError(
        `${wanted.size} folders and "${OTHER_FOLDER}" leave ${openHours(wanted.size)} hours within the ` +
          `${FIREHOSE_ACTIVE_PARTITIONS} partitions that Firehose holds open, and ${LEAST_OPEN_HOURS} are needed: ` +
          `name at most ${MAX_FOLDERS}`,
      );
    return wanted;
  },
});
