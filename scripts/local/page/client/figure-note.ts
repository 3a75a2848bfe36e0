import type { PageFigure } from "./figures.ts";
import { clockTime } from "./numbers.ts";

/** A figure is asked for so often while somebody looks at it, ms. */
export const REFRESH_MS = 15_000;

/** What stands below a title: the command that gives the same rows, and of when they are where they were not renewed lately. */
export interface FigureNote {
  command: string;
  asOf?: string;
}

/**
 * @param source of the events; empty for all
 * @param at when the rows had come, epoch ms; undefined before they are there
 */
export function figureNote(
  { query, ofAllSources }: Pick<PageFigure, "query" | "ofAllSources">,
  source: string,
  at?: number,
  now = Date.now(),
): FigureNote {
  const command = `npm run query -- ${query}${source === "" || ofAllSources ? "" : ` --source ${source}`}`;
  // Where the archive is large, rows are renewed less often than they are asked for.
  const isOld = at !== undefined && now - at > 2 * REFRESH_MS;
  return isOld ? { command, asOf: `as of ${clockTime(at)} UTC` } : { command };
}
