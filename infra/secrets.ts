import { DataAwsSecretsmanagerRandomPassword } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-random-password/index.js";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret/index.js";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js";
import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import { kept } from "./kept.ts";
import { allowStatement, type Statement } from "./policy.ts";
import type { BroughtService } from "./variables.ts";

/** A secret that the stack makes up by itself, once: 64 letters and digits. */
export class GeneratedSecret extends Construct {
  readonly arn: string;
  /** A reference to the value, for the resource that must be told it; terraform keeps it in its (encrypted) state. */
  readonly value: string;

  /** `lasting`: with another value, what was written with this one is lost or out of reach. */
  constructor(
    scope: Construct,
    id: string,
    context: StackContext,
    description: string,
    { lasting } = { lasting: true },
  ) {
    super(scope, id);
    const retainData = lasting && context.environment.retainData;
    const secret = new SecretsmanagerSecret(this, "secret", {
      name: `${context.name}/${id}`,
      description,
      kmsKeyId: context.key.arn,
      // A deleted secret keeps its name so long. One that is kept is not deleted with the stack (`kept`).
      recoveryWindowInDays: retainData ? 30 : 0,
      lifecycle: kept({ retainData }),
    });
    const random = new DataAwsSecretsmanagerRandomPassword(this, "random", {
      passwordLength: 64,
      // ElastiCache allows only a few special characters in a token.
      excludePunctuation: true,
    });
    const version = new SecretsmanagerSecretVersion(this, "value", {
      secretId: secret.id,
      secretString: random.randomPassword,
      // The data source gives a new value at every plan; the first one stays.
      lifecycle: kept({ retainData }, ["secret_string"]),
    });
    this.arn = version.arn;
    this.value = version.secretString;
  }
}

export const readSecret = (arn: string): Statement =>
  allowStatement(["secretsmanager:GetSecretValue"], [arn]);

/** For the credential of a service that the operator brings: the very secret that is named, and its key. */
export function readCredential(
  { region, partition }: StackContext,
  { secretArn, keyArn }: BroughtService,
): Statement[] {
  if (secretArn === undefined) return [];
  const viaSecrets = { StringEquals: { "kms:ViaService": `secretsmanager.${region}.${partition.suffix}` } };
  return [
    readSecret(secretArn),
    ...(keyArn === undefined ? [] : [allowStatement(["kms:Decrypt"], [keyArn], viaSecrets)]),
  ];
}
