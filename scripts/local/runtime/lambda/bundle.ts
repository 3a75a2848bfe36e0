import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";

/** Unpacks a function's zip into `folder`. Throws a sentence when it is not there or not a zip. */
export function unpackBundle(zip: string, folder: string): void {
  if (!existsSync(zip))
    throw new Error(`The code ${zip} is not there. Build the functions first: npm run build.`);
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
    const file = path.join(folder, name);
    if (!file.startsWith(folder + path.sep))
      throw new Error(`${zip}: the entry ${name} leads out of the zip.`);
    if (name.endsWith("/")) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/** File and export of a handler setting such as `index.handler`, looked up as Lambda does. */
export function handlerIn(folder: string, setting: string): { entry: string; handler: string } {
  const dot = setting.lastIndexOf(".");
  const module = setting.slice(0, dot);
  for (const extension of [".mjs", ".js", ".cjs"]) {
    const entry = path.join(folder, module + extension);
    if (dot > 0 && existsSync(entry)) return { entry, handler: setting.slice(dot + 1) };
  }
  throw new Error(`The handler ${setting} is not in the code: there is no ${module}.mjs, .js or .cjs.`);
}
