import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pty from "@lydell/node-pty";
import type { RunReport } from "../../scripts/local/run/report.ts";
import { type Process, stillRunning, treeOf } from "./processes.ts";

const ROOT = join(import.meta.dirname, "../..");

/** `npm start` as a process of its own, with everything that it has printed so far. */
export interface Started extends Disposable {
  readonly output: string;
  /** Presses a key; only under a terminal. */
  press(key: string): void;
  /** Closes the terminal, or the reading end of the pipes. */
  hangUp(): void;
  /** Resolves when the output has the text, and rejects when the command ends without it. */
  prints(text: string | RegExp, times?: number): Promise<void>;
  /** Exit code of npm, 128 and the number of the signal that ended it. */
  ended: Promise<number>;
  /** All of its processes, npm first; taken once everything has started. */
  tree(): Process[];
  report(): RunReport;
}

interface Handle {
  pid: number;
  write(text: string): void;
  hangUp(): void;
  onData(listener: (text: string) => void): void;
  ended: Promise<number>;
}

export interface StartOptions {
  terminal: boolean;
  /** Of npm itself. */
  silent?: boolean;
  environment?: Record<string, string>;
}

/** Runs `npm start` with these options on free ports and in a folder of its own, with a report. */
export function npmStart(args: readonly string[], options: StartOptions): Started {
  const folder = mkdtempSync(join(tmpdir(), "npm-start-"));
  const report = join(folder, "report.json");
  const own = ["--aws-port", "0", "--no-page", "--data", join(folder, "data"), "--report", report];
  const npmArgs = [...(options.silent ? ["--silent"] : []), "start", "--", ...own, ...args];
  const environment = { ...process.env, ...options.environment } as Record<string, string>;
  const handle = options.terminal ? inTerminal(npmArgs, environment) : withPipes(npmArgs, environment);
  let output = "";
  let over = false;
  let tree: Process[] = [];
  handle.onData((text) => {
    output += text;
  });
  void handle.ended.then(() => {
    over = true;
  });
  return {
    get output() {
      return output;
    },
    press: handle.write,
    hangUp: handle.hangUp,
    ended: handle.ended,
    async prints(text, times = 1) {
      while (output.split(text).length - 1 < times) {
        if (over) throw new Error(`npm start ended without printing ${text}:\n${output}`);
        await sleep(20);
      }
    },
    tree() {
      tree = treeOf(handle.pid);
      return tree;
    },
    report: () => JSON.parse(readFileSync(report, "utf8")),
    [Symbol.dispose]() {
      for (const { pid } of stillRunning([...tree, ...treeOf(handle.pid)])) process.kill(pid, "SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function inTerminal(args: string[], env: Record<string, string>): Handle {
  const terminal = pty.spawn("npm", args, { cwd: ROOT, env, cols: 200, rows: 50 });
  return {
    pid: terminal.pid,
    write: (text) => terminal.write(text),
    hangUp: () => (terminal as typeof terminal & { destroy(): void }).destroy(),
    onData: (listener) => terminal.onData(listener),
    ended: new Promise((resolve) =>
      terminal.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode)),
    ),
  };
}

function withPipes(args: string[], env: Record<string, string>): Handle {
  const child = spawn("npm", args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  return {
    pid: child.pid!,
    write() {
      throw new Error("There is no terminal.");
    },
    hangUp() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    onData(listener) {
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", listener);
    },
    ended: new Promise((resolve) =>
      child.on("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!])),
    ),
  };
}
