import { FIREHOSE_ACTIVE_PARTITIONS } from "./limits.ts";
import { type Setting, SettingError } from "./settings/kinds.ts";

/** Folder of every source that has none of its own. */
export const OTHER_FOLDER = "other";

/** Events as old as this come in day by day (`is_late` begins here): Firehose has to take them. */
const LEAST_OPEN_HOURS = 72;

/**
 * Hours beyond the window that may be open as well: the next one (clocks differ), the one that the window has just left,
 * and a day, for which Firehose goes on trying when S3 refuses.
 */
const SPARE_HOURS = 26;

/**
 * How many hours up to now Firehose is given: so few that (folders + 1) × hours stays within the quota of active
 * partitions. The bound needs no memory and so holds over all invocations and shards: which partitions there can be
 * follows from the setting and the clock, and not from what clients send. Events of other hours, such as a backfill of
 * old ones, are written by the archive function itself (`functions/archive/direct.ts`).
 * @param folders how many sources have a folder of their own
 */
export const openHours = (folders: number): number =>
  Math.floor(FIREHOSE_ACTIVE_PARTITIONS / (folders + 1)) - SPARE_HOURS;

/** How many sources can have a folder before too few hours are left. */
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
