import { commandLine } from "./command-line.ts";
import { examineStack } from "./doctor/examine.ts";
import { doctorOutputs, doctorPorts } from "./doctor/ports.ts";
import { isWell, reportLines } from "./doctor/report.ts";
import { explained } from "./explained.ts";
import { readOutputs, withNames } from "./outputs.ts";
import { localStack } from "./replay/stack.ts";
import { printLine, printResult, speaksJson } from "./terminal.ts";
import { main, UsageError } from "./user-error.ts";

const help = `npm run doctor [-- --outputs FILE]

Sends one marked event (app_id "doctor") through a stack and says within a minute how far it came, and what to look at where
it did not. The event stays: it is a row of the archive and an item of the predictions.

  --outputs FILE   outputs of a deployed stack (deploy leaves them), instead of the local run
  --data DIR       folder of the local run (.data), which must be up (npm start)
  --seconds N      how long to wait (60)
  --json           what was found, as JSON
  --help           show this text

Exit code 0 when it went all the way; a file of the archive may still be open.`;

function options() {
  return commandLine(
    {
      options: {
        help: { type: "boolean" },
        outputs: { type: "string" },
        data: { type: "string", default: ".data" },
        seconds: { type: "string", default: "60" },
      },
    },
    help,
  ).values;
}

await main(async () => {
  const values = options();
  if (values.help) {
    console.log(help);
    return 0;
  }
  const seconds = Number(values.seconds);
  if (!(seconds >= 20 && seconds <= 3600)) throw new UsageError("--seconds takes a number from 20 to 3600.");
  const stack =
    values.outputs === undefined
      ? withNames({ ...localStack(values.data) }, doctorOutputs, values.data)
      : withNames(readOutputs(values.outputs, doctorOutputs), doctorOutputs, values.outputs);
  const place = {
    stack: stack.raw_stream.replace(/-raw$/, ""),
    scoringInline: (stack as Record<string, unknown>).scoring === "inline",
  };
  const ports = await doctorPorts(stack, place).catch(explained);
  if (!speaksJson()) printLine(`Event ${ports.eventId}`);
  const findings = await examineStack(ports, seconds * 1000);
  printResult(
    { event_id: ports.eventId, well: isWell(findings), findings },
    `${reportLines(findings, place).join("\n")}\n`,
  );
  return isWell(findings) ? 0 : 1;
});
