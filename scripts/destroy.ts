import { commandLine } from "./command-line.ts";
import { destroy } from "./deploy/destruction.ts";
import { printResult, speaksJson } from "./terminal.ts";
import { main, missingArgument } from "./user-error.ts";

const help = `npm run destroy -- ENVIRONMENT [-- TERRAFORM OPTIONS…]

Destroys the stack of one environment. One that keeps its data (retainData, as prod) is not destroyed: terraform says what
would be lost, before anything is. To take it down, set retainData to false, deploy that, then destroy.

  --settings FILE   settings laid over infra/environments.ts (clickstream.json, where it is there)
  --yes             do not ask
  --json            what was destroyed, as JSON
  --help            show this text`;

function options() {
  return commandLine(
    {
      allowPositionals: true,
      options: {
        help: { type: "boolean" },
        settings: { type: "string" },
        yes: { type: "boolean", default: false },
      },
    },
    help,
  );
}

await main(async () => {
  const { values, positionals } = options();
  if (values.help) {
    console.log(help);
    return 0;
  }
  const [environment, ...args] = positionals;
  if (environment === undefined) throw missingArgument("Which environment?", help);
  const code = await destroy({ environment, settings: values.settings, yes: values.yes, args });
  if (code === 0 && speaksJson()) printResult({ environment, destroyed: true }, "");
  return code;
});
