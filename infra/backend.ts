import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import { givenBy } from "./given.ts";

/**
 * Where terraform keeps its state, which holds the generated secrets: in the encrypted, locked bucket that
 * STATE_BUCKET names, in STATE_REGION; without that, in a file beside `cdktf.json`, for a stack that only one person
 * uses.
 */
export function state(stack: TerraformStack, name: string): void {
  // The first version whose S3 backend locks without a table.
  stack.addOverride("terraform.required_version", ">= 1.10");
  const bucket = givenBy("STATE_BUCKET");
  if (bucket === undefined) {
    // Relative to cdktf.out/stacks/NAME, so that the JSON is the same on every machine.
    new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
    return;
  }
  new S3Backend(stack, {
    bucket,
    key: `${name}.tfstate`,
    encrypt: true,
    region: givenBy("STATE_REGION") ?? givenBy("AWS_REGION"),
  });
  // CDKTF knows only the older lock, a DynamoDB table.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
