import { spawnSync } from "node:child_process";
import { forMoto } from "./stack-copy.ts";

/**
 * Stands before terraform on the PATH of the project's own commands, so that they run as they are: the stack that they
 * synthesised is changed in its place, for the provider that is there and for a moto server, before it is initialised.
 */
const [chdir = "", command = "", ...args] = process.argv.slice(2);
const { REAL_TERRAFORM = "", MOTO_ENDPOINT = "", AWS_PROVIDER = "", STATE_FILE = "" } = process.env;
const directory = chdir.replace("-chdir=", "");
if (command === "init")
  forMoto(directory, directory, { provider: AWS_PROVIDER, endpoint: MOTO_ENDPOINT, state: STATE_FILE });
const many = command === "plan" || command === "apply" || command === "destroy" ? ["-parallelism=20"] : [];
const { status } = spawnSync(REAL_TERRAFORM, [chdir, command, ...many, ...args], { stdio: "inherit" });
process.exitCode = status ?? 1;
