import type { registerMap } from "./chart.ts";
import { requested } from "./requests.ts";

let shapes: Promise<void> | undefined;

/** Loads the shapes of the countries, once. */
export function loadWorld(register: typeof registerMap): Promise<void> {
  shapes ??= requested<Parameters<typeof registerMap>[1]>("world.json").then((map) => register("world", map));
  return shapes;
}
