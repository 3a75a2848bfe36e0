import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { shippedCoefficients } from "../functions/model/coefficients.ts";
import { featureNames, featureVersion } from "../shared/features/features.ts";
import { commandLine } from "./command-line.ts";
import { type Split, splits } from "./features/split.ts";
import { printResult } from "./terminal.ts";
import type { Quality } from "./train/quality.ts";
import { readTrainingSet } from "./train/read-training-set.ts";
import { modelOf, qualities, type Trained, train } from "./train/train.ts";
import { main, missingArgument } from "./user-error.ts";

const usage = `Trains the logistic model that the local run serves: an example of how a training set becomes a model.

  npm run train -- FILE [--out FILE]

  FILE         training set, as npm run features writes it: fitted on its split train, the strength of the ridge
               chosen on validation, judged on all three
  --out FILE   weights to write (coefficients.json); npm start -- --model FILE serves them
  --json       quality of the trained and of the shipped weights, as JSON
  --help       print this
`;

function options() {
  return commandLine(
    {
      allowPositionals: true,
      options: {
        out: { type: "string", default: "coefficients.json" },
        help: { type: "boolean", default: false },
      },
    },
    usage,
  );
}

/** Seven digits: more than a million rows can tell. */
const short = (value: number): number => Number(value.toPrecision(7));

function coefficientsOf(file: string, { intercept, weights, ridge, quality }: Trained) {
  const named = Object.fromEntries(featureNames.map((name, at) => [name, short(weights[at]!)]));
  const fitted = { intercept: short(intercept), weights: named };
  const digest = createHash("sha256").update(JSON.stringify(fitted)).digest("hex").slice(0, 8);
  const card = `${file}.card.json`;
  return {
    version: `${shippedCoefficients.version}-trained-${digest}`,
    feature_version: featureVersion,
    target: shippedCoefficients.target,
    trained: { ridge, quality, ...(existsSync(card) && { card: JSON.parse(readFileSync(card, "utf8")) }) },
    ...fitted,
  };
}

type Qualities = Partial<Record<Split, Quality>>;

function table(trained: Qualities, shipped: Qualities): string {
  const figures = (quality: Quality | undefined) =>
    quality === undefined
      ? "only one label".padStart(18)
      : `${quality.auc.toFixed(4).padStart(9)}${quality.logLoss.toFixed(4).padStart(9)}`;
  return [
    `${" ".repeat(12)}${"trained".padStart(18)}${"set by hand".padStart(18)}\n`,
    `${" ".repeat(12)}${"AUC".padStart(9)}${"log loss".padStart(9)}${"AUC".padStart(9)}${"log loss".padStart(9)}\n`,
    ...splits.map((split) => `${split.padEnd(12)}${figures(trained[split])}${figures(shipped[split])}\n`),
  ].join("");
}

await main(async () => {
  const { values, positionals } = options();
  if (values.help) return void process.stdout.write(usage);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw missingArgument("Name one training set.", usage);
  const examples = await readTrainingSet(file);
  const trained = train(examples);
  await writeFile(values.out, `${JSON.stringify(coefficientsOf(file, trained), null, 2)}\n`);
  const shipped = qualities(examples, modelOf(shippedCoefficients));
  printResult(
    { out: values.out, ridge: trained.ridge, trained: trained.quality, shipped },
    `${table(trained.quality, shipped)}\n${values.out}: serve it with npm start -- --model ${values.out}\n`,
  );
});
