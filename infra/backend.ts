import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";

/**
 * Where terraform keeps its state, which holds the generated secrets: in the encrypted, locked bucket that
 * STATE_BUCKET names, in STATE_REGION; without that, in a file beside `cdktf.json`, for a stack that only one person
 * uses.
 */
export function state(stack: TerraformStack, name: string): void {
  // The first version whose S3 backend locks without a table.
  stack.addOverride("terraform.required_version", ">= 1.10");
  const bucket = process.env.STATE_BUCKET;
  if (!bucket) {
    // Relative to cdktf.out/stacks/NAME, so that the JSON is the same on every machine.
    new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
    return;
  }
  new S3Backend(stack, {
    bucket,
    key: `${name}.tfstate`,
    encrypt: true,
    region: process.env.STATE_REGION ?? process.env.AWS_REGION,
  });
  // CDKTF knows only the older lock, a DynamoDB table.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
