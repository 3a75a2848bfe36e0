import { spawn } from "node:child_process";
import { STOP_SIGNALS } from "../start/stop-signals.ts";
import { printLine, speaksJson } from "../terminal.ts";
import { UserError } from "../user-error.ts";

export interface EndedTerraform {
  code: number;
  /** The end of what it said on its standard error. */
  complaint: string;
}

const COMPLAINT = 8192;

/** Runs terraform in a stack's directory. Its output goes to this terminal, or to `take`. */
export function runTerraform(
  directory: string,
  args: readonly string[],
  take?: (text: string) => void,
): Promise<EndedTerraform> {
  return new Promise((resolve, reject) => {
    // Before terraform begins: a stop in between would end this process alone, and leave terraform running.
    const letGo = outliving(() => child.kill("SIGINT"));
    const child = spawn("terraform", [`-chdir=${directory}`, ...args], {
      // What terraform says is for people.
      stdio: ["inherit", take ? "pipe" : speaksJson() ? process.stderr : "inherit", "pipe"],
      // What it would have its reader type next is not how these commands go on.
      env: { ...process.env, TF_IN_AUTOMATION: "1" },
    });
    child.stdout?.setEncoding("utf8").on("data", (text) => take?.(text));
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      process.stderr.write(text);
      complaint = (complaint + text).slice(-COMPLAINT);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      letGo();
      reject(
        error.code === "ENOENT"
          ? new UserError(
              "terraform was not found: install version 1.10 or later (developer.hashicorp.com/terraform).",
            )
          : error,
      );
    });
    child.on("close", (code) => {
      letGo();
      // Ended by a signal: terraform has said so itself.
      resolve({ code: code ?? 1, complaint });
    });
  });
}

/**
 * Terraform that is stopped finishes what it is at and stores what it knows, and this process stays until then: whoever saw it
 * end would begin the next one, or close the terminal. It is told once, since at a second signal it leaves everything as
 * it is; a terminal tells Ctrl-C to all of its processes by itself.
 */
function outliving(tell: () => void): () => void {
  let told = false;
  const stop = (signal: (typeof STOP_SIGNALS)[number]) => {
    if (told) return;
    told = true;
    printLine(
      "Stopping: terraform finishes what it is at and stores what it knows. Killed now, it would not.",
    );
    const byTerminal = signal === "SIGINT" && process.stdin.isTTY;
    // Windows has Ctrl-C alone, for all of a console's processes.
    if (!byTerminal && process.platform !== "win32") tell();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  };
}
