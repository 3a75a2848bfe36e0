import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { commandLine } from "./command-line.ts";
import { listFiles, referrerLists } from "./referrers/matomo.ts";
import { printResult } from "./terminal.ts";
import { main, missingArgument, UserError } from "./user-error.ts";

const FILE = "functions/enrich/steps/referrers.json";

const usage = `Updates the list of search engines, social networks and AI assistants by which enrichment names referrers.

  git clone https://github.com/matomo-org/searchengine-and-social-list FOLDER
  npm run referrers -- FOLDER [--json]

It writes the hosts, with the commit that the folder is at, to ${FILE}. The list is in the
public domain (CC0 1.0).
`;

await main(async () => {
  const { positionals, values } = asked();
  if (values.help) return void process.stdout.write(usage);
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw missingArgument("Name the folder of the list.", usage);
  const lists = referrerLists(commitOf(folder), {
    search: textOf(folder, listFiles.search),
    social: textOf(folder, listFiles.social),
    ai_assistant: textOf(folder, listFiles.ai_assistant),
  });
  writeFileSync(FILE, `${JSON.stringify(lists, null, 1)}\n`);
  const counts = Object.fromEntries(
    Object.keys(listFiles).map((list) => [list, Object.keys(lists[list as keyof typeof listFiles]).length]),
  );
  const words = Object.entries(counts).map(([list, count]) => `${count} of ${list}`);
  printResult(
    { file: FILE, commit: lists.commit, counts },
    `${FILE}: ${words.join(", ")}, commit ${lists.commit.slice(0, 12)}\n`,
  );
});

function asked() {
  return commandLine({ options: { help: { type: "boolean" } }, allowPositionals: true }, usage);
}

function textOf(folder: string, file: string): string {
  try {
    return readFileSync(path.join(folder, file), "utf8");
  } catch (error) {
    throw new UserError(`${folder} has no ${file}: ${(error as Error).message}`);
  }
}

function commitOf(folder: string): string {
  try {
    return execFileSync("git", ["-C", folder, "rev-parse", "HEAD"], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  } catch (error) {
    throw new UserError(`${folder} is no checkout of the list: ${(error as Error).message.split("\n")[0]}`);
  }
}
