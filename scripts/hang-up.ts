import { isMainThread } from "node:worker_threads";

/**
 * Loaded by `bootstrap.js` ahead of every script. A bootstrap that was killed can pass no signal on, but its end of the
 * channel closes: that is a terminal that hangs up. It ends a script, unless the script has a way of its own to end.
 */
if (isMainThread && process.channel !== undefined) {
  process.once("disconnect", () => process.kill(process.pid, "SIGHUP"));
  process.channel.unref();
}
