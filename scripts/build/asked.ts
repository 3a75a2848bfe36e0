/**
 * Loaded before a program: writes down which variables it asks its environment for. Only those can change what it makes,
 * so that a new terminal or another PATH makes no difference.
 */
import { writeFileSync } from "node:fs";

const { STACK_ASKED_FILE: file = "", ...rest } = process.env;
const names = new Set<string>();
process.env = new Proxy(rest, {
  get(all, name) {
    if (typeof name === "string") names.add(name);
    return all[name as string];
  },
  has(all, name) {
    if (typeof name === "string") names.add(name);
    return name in all;
  },
  // Whoever lists them asks for each, and for those that are not there yet.
  ownKeys(all) {
    names.add("*");
    return Reflect.ownKeys(all);
  },
});
process.on("exit", () => writeFileSync(file, JSON.stringify([...names])));
