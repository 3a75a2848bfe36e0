import path from "node:path";
import { isTransient } from "../shared/aws/errors.ts";
import { destination } from "./send/destination.ts";
import { parseOptions, usage } from "./send/options.ts";
import { progressLine } from "./send/progress.ts";
import { sendFile } from "./send/send-file.ts";
import { main, UserError } from "./user-error.ts";

await main(async () => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(usage);
    return;
  }
  const publish = destination(command);
  for (const file of command.files) {
    const progress = progressLine(path.basename(file));
    const sent = await sendFile({ ...command, path: file, publish, onProgress: progress.show })
      .catch(unreachable)
      .finally(progress.end);
    process.stdout.write(`${file}: ${sent.read} events read, ${sent.sent} sent, ${sent.failed} failed\n`);
  }
});

/** What goes wrong on the way to AWS is mostly not there, or not up. */
function unreachable(error: unknown): never {
  if (error instanceof UserError || !isTransient(error)) throw error;
  const where = process.env.AWS_ENDPOINT_URL ?? "AWS";
  throw new UserError(`${where} does not answer (${error.message}). A local run must be up: npm start.`);
}
