import type { ShownEnvironment } from "./environment.ts";

/** A line a setting: its path, its value, and where it comes from. */
export function settingLines({
  settings,
  origins,
}: Pick<ShownEnvironment, "settings" | "origins">): string[] {
  const rows = Object.entries(origins).map(([path, from]) => [
    path,
    JSON.stringify(valueAt(settings, path)),
    from,
  ]);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]!.length));
  const [paths, values] = [width(0), Math.min(60, width(1))];
  return rows.map(([path, value, from]) => `${path!.padEnd(paths)}  ${value!.padEnd(values)}  ${from}`);
}

const valueAt = (settings: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], settings);
