import path from "node:path";
import { explained } from "./explained.ts";
import { destination } from "./send/destination.ts";
import { parseOptions, type SendCommand, usage } from "./send/options.ts";
import { progressLine } from "./send/progress.ts";
import { sendFile } from "./send/send-file.ts";
import { NotSentWhole, type SendCounts } from "./send/sent.ts";
import { failedEventsOf, mappingHint, sendSummary, sentAsJson, verdict } from "./send/summary.ts";
import { print, printError, printResult, speaksJson } from "./terminal.ts";
import { main } from "./user-error.ts";

await main(async () => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(usage);
    return 0;
  }
  return sendAll(command);
});

async function sendAll(command: SendCommand): Promise<number> {
  const publish = destination(command);
  const failedPath = !("stream" in command.target);
  let failures = 0;
  const files: object[] = [];
  for (const file of command.files) {
    const progress = progressLine(path.basename(file));
    const sent = await sendFile({ ...command, path: file, publish, failedPath, onProgress: progress.show })
      .catch(explained)
      .catch((error: unknown) => {
        // What was sent of the file is told before what was wrong with it.
        if (error instanceof NotSentWhole) tell(command, file, error.sent);
        throw error;
      })
      .finally(progress.end);
    tell(command, file, sent);
    files.push(sentAsJson(file, sent));
    failures += failedEventsOf(sent);
  }
  if (speaksJson()) printResult({ files, failures }, "");
  if (failures === 0) return 0;
  printError(verdict(failures, command.allowFailures));
  return command.allowFailures ? 0 : 1;
}

function tell(command: SendCommand, file: string, sent: SendCounts): void {
  print(sendSummary(file, sent));
  const { mapping, mappingNamed } = command;
  print(mappingHint(file, sent, mapping.passthrough === true ? undefined : mappingNamed));
}
