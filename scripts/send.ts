import path from "node:path";
import { explained } from "./explained.ts";
import { destination } from "./send/destination.ts";
import { parseOptions, usage } from "./send/options.ts";
import { progressLine } from "./send/progress.ts";
import { sendFile } from "./send/send-file.ts";
import { main } from "./user-error.ts";

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
