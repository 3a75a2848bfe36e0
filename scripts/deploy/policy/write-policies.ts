import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { synthesize } from "../../build/synthesize.ts";
import { printLine, printResult, speaksJson } from "../../terminal.ts";
import { UserError } from "../../user-error.ts";
import { charactersOf, deployPolicies, type PolicyDocument } from "./deploy-policy.ts";
import { doctorPolicy } from "./doctor-policy.ts";

export interface PolicyRequest {
  /** Name of the environment or of its stack. */
  environment: string;
  settings?: string | undefined;
  /** Folder for the documents. */
  out: string;
  account: string | undefined;
  region: string | undefined;
  stateBucket: string | undefined;
}

/**
 * Writes the policy documents of the role that deploys an environment, and of whoever runs the doctor on it, and says how
 * they get them. Returns the exit code.
 */
export async function writePolicies(request: PolicyRequest): Promise<number> {
  const { account, region } = request;
  if (account === undefined || !/^\d{12}$/.test(account))
    throw new UserError("Whose resources are they? Name the account by --account, twelve digits.");
  if (region === undefined) throw new UserError("Where are they? Name the region by AWS_REGION.");
  const [stack] = await synthesize({
    environments: [request.environment.replace(/^clickstream-/, "")],
    settings: request.settings,
  });
  const json = JSON.parse(readFileSync(stack!.file, "utf8"));
  const place = { stack: stack!.name, account, region };
  const documents = deployPolicies(json, place, request.stateBucket);
  mkdirSync(request.out, { recursive: true });
  const files = documents.map((document, at) => write(`${stack!.name}-deploy-${at + 1}`, document, request));
  files.push(write(`${stack!.name}-doctor`, doctorPolicy(place), request));
  if (request.stateBucket === undefined)
    printLine("Without the bucket of terraform's state: STATE_BUCKET names it.");
  if (speaksJson()) printResult({ stack: stack!.name, policies: files }, "");
  return 0;
}

/** Returns the file. */
function write(name: string, document: PolicyDocument, { out }: PolicyRequest): string {
  const file = path.join(out, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
  printLine(`${file}: ${document.Statement.length} statements, ${charactersOf(document)} characters`);
  printLine(`  aws iam create-policy --policy-name ${name} --policy-document file://${file}`);
  return file;
}
