import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { main } from "../../scripts/user-error.ts";
import { COLUMNS, keepPresent, LAYOUTS, TEMPLATE } from "./files.ts";

const help = `npm run keep

After a change of the schema, of the session's figures or of the steps: adds what the archive's tables and the states in
Redis will hold by it to the files that tests hold every later version to (${COLUMNS}, ${LAYOUTS}
and test/fixtures/session-state), and counts the forms of the copy to explore (${TEMPLATE}). Nothing that is there is taken away; look at what was added before you commit it.`;

const root = join(import.meta.dirname, "../..");

await main(async () => {
  const { values } = parseArgs({ options: { help: { type: "boolean" } } });
  if (values.help) {
    console.log(help);
    return;
  }
  const written = await keepPresent(root);
  for (const each of written) console.log(each.replace(`${root}/`, ""));
  if (written.length === 0) return console.log("Nothing to add: tables and states hold what they held.");
  const files = [COLUMNS, LAYOUTS].map((file) => join(root, file));
  const biome = join(root, "node_modules/.bin/biome");
  spawnSync(process.execPath, [biome, "format", "--write", ...files], { cwd: root, stdio: "ignore" });
});
