import path from "node:path";
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
      .catch(explained)
      .finally(progress.end);
    process.stdout.write(`${file}: ${sent.read} events read, ${sent.sent} sent, ${sent.failed} failed\n`);
  }
});

/** What goes wrong on the way to AWS and can be put right here. */
function explained(error: unknown): never {
  const { name = "", message = "" } = error instanceof Error ? error : {};
  if (name === "ResourceNotFoundException")
    throw new UserError(
      `There is no such stream (${message}): name another with --stream, --outputs or --data.`,
    );
  if (/Credentials|Token|AccessDenied|UnrecognizedClient/.test(name))
    throw new UserError(`AWS does not let you in (${message}): check AWS_PROFILE or your credentials.`);
  if (message.includes("Region is missing")) throw new UserError("In which region? Set AWS_REGION.");
  throw error;
}
