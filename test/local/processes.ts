import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** Every process that runs now; one that has ended and waits for its parent to look does not run. */
function all(): Process[] {
  const lines = execFileSync("ps", ["-Ao", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state!.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), command: command! }];
  });
}

/** A process with everything below it. */
export function treeOf(root: number): Process[] {
  const running = all();
  const tree = running.filter(({ pid }) => pid === root);
  // Each of the tree is looked at in its turn, those that are added to it on the way, too.
  for (const { pid } of tree) tree.push(...running.filter(({ parent }) => parent === pid));
  return tree;
}

/** Those that have not ended. A number that was given to another process is another process. */
export function stillRunning(tree: readonly Process[]): Process[] {
  const running = all();
  return running.filter((one) => tree.some(({ pid, command }) => pid === one.pid && command === one.command));
}

/** Resolves with the commands of those that are still there when all have had time to end. */
export async function survivorsOf(tree: readonly Process[], forMs: number): Promise<string[]> {
  const end = Date.now() + forMs;
  for (;;) {
    const left = stillRunning(tree);
    if (left.length === 0 || Date.now() > end) return left.map(({ command }) => command);
    await sleep(100);
  }
}
