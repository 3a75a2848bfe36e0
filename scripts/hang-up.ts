import { isMainThread } from "node:worker_threads";

/**
 * Loaded by `bootstrap.js` before every script. A bootstrap that was killed cannot pass a signal on, but its end of
 * the channel closes: this is treated like a terminal that hangs up. It ends the script, unless the script handles
 * it.
 */
if (isMainThread && process.channel !== undefined) {
  process.once("disconnect", () => process.kill(process.pid, "SIGHUP"));
  process.channel.unref();
}
