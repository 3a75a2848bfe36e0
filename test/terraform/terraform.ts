import { spawn } from "node:child_process";

const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:any";

/** Values for variables that only an operator can give, and only prod asks for. */
const VALUES = {
  TF_VAR_model_url: "https://model.example.org/v1/models/shopper:predict",
  TF_VAR_model_secret_arn: `${SECRET}/model-AbCdEf`,
  TF_VAR_elasticsearch_url: "https://search.example.org",
  TF_VAR_elasticsearch_secret_arn: `${SECRET}/search-AbCdEf`,
};

/** Nothing to do, something failed, something would change: terraform's exit codes of a detailed plan. */
const CHANGES = 2;

/** Terraform in one directory. Every command throws terraform's own words when it does not end well. */
export class Terraform {
  readonly #directory: string;
  readonly #config: string;

  constructor(directory: string, config: string) {
    this.#directory = directory;
    this.#config = config;
  }

  async validate(): Promise<void> {
    await this.#run(["init", "-input=false"]);
    await this.#run(["validate"]);
  }

  async plan(): Promise<void> {
    await this.#run(["plan", "-input=false", "-lock=false"]);
  }

  /** Returns what terraform said, in the order in which it did things. */
  async apply(): Promise<string> {
    return (await this.#run(["apply", "-input=false", "-auto-approve", "-parallelism=20"])).text;
  }

  /** Returns terraform's refusal to destroy the stack. Throws when it would do it. */
  async planRefusedDestruction(): Promise<string> {
    const { code, text, complaint } = await this.#run(
      ["plan", "-destroy", "-input=false", "-refresh=false"],
      [0, 1],
    );
    if (code === 0) throw new Error(`The destruction was planned:\n${text}`);
    return complaint;
  }

  /** Throws the plan when it shows a change. */
  async planNothing(): Promise<void> {
    const { code, text } = await this.#run(["plan", "-input=false", "-detailed-exitcode"], [0, CHANGES]);
    if (code === CHANGES || !text.includes("No changes."))
      throw new Error(`The plan after the apply:\n${text}`);
  }

  async outputs(): Promise<Record<string, string>> {
    const { text } = await this.#run(["output", "-json"]);
    const outputs = JSON.parse(text) as Record<string, { value: string }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  #run(
    args: readonly string[],
    good: readonly number[] = [0],
  ): Promise<{ code: number; text: string; complaint: string }> {
    return new Promise((resolve, reject) => {
      const [command = "", ...rest] = args;
      const child = spawn(
        "terraform",
        [`-chdir=${this.#directory}`, command, ...colourless(command), ...rest],
        {
          stdio: ["ignore", "pipe", "pipe"],
          env: { ...process.env, ...VALUES, TF_CLI_CONFIG_FILE: this.#config, CHECKPOINT_DISABLE: "1" },
        },
      );
      let text = "";
      let complaint = "";
      child.stdout.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      child.stderr.setEncoding("utf8").on("data", (part) => {
        complaint += part;
      });
      child.on("error", reject);
      child.on("close", (code) =>
        good.includes(code ?? 1)
          ? resolve({ code: code ?? 1, text, complaint })
          : reject(new Error(`terraform ${args.join(" ")} ended with ${code}:\n${complaint || text}`)),
      );
    });
  }
}

const colourless = (command: string) => (command === "output" ? [] : ["-no-color"]);
