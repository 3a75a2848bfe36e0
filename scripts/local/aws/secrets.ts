import { hash } from "node:crypto";
import { type AwsAccount, arnOf } from "./arn.ts";
import type { Secrets, ServiceCall } from "./contract.ts";
import { AwsError } from "./gateway/aws-error.ts";
import { actions, jsonService, type Service } from "./gateway/gateway.ts";

/** Secrets by name; each is also found by its ARN, whole or without the suffix. */
export class SecretMap implements Secrets {
  private readonly place: AwsAccount;
  private readonly values = new Map<string, string>();

  constructor(place: AwsAccount) {
    this.place = place;
  }

  set(name: string, value: string): string {
    this.values.set(name, value);
    return this.arn(name);
  }

  get(nameOrArn: string): string | undefined {
    const name = this.name(nameOrArn);
    return name === undefined ? undefined : this.values.get(name);
  }

  names(): string[] {
    return [...this.values.keys()].sort();
  }

  /** The stored name that this name or ARN means. */
  name(nameOrArn: string): string | undefined {
    if (this.values.has(nameOrArn)) return nameOrArn;
    return this.names().find((name) => {
      const arn = this.arn(name);
      return nameOrArn === arn || nameOrArn === arn.slice(0, -7);
    });
  }

  /** AWS adds six random characters; here the name gives them, so that a restart keeps the ARN. */
  arn(name: string): string {
    return arnOf("secretsmanager", this.place, `secret:${name}-${hash("sha256", name, "hex").slice(0, 6)}`);
  }
}

export function secretsService(secrets: SecretMap): Service {
  const named = (call: ServiceCall) => {
    const id = call.input.SecretId;
    const name = typeof id === "string" ? secrets.name(id) : undefined;
    if (name !== undefined) return { ARN: secrets.arn(name), Name: name };
    throw new AwsError(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret: ${id}.`,
    );
  };
  return jsonService(
    actions({
      GetSecretValue(call) {
        const secret = named(call);
        const SecretString = secrets.get(secret.Name);
        return { ...secret, SecretString, VersionId: "local", VersionStages: ["AWSCURRENT"], CreatedDate: 0 };
      },
      DescribeSecret: (call) => ({ ...named(call), VersionIdsToStages: { local: ["AWSCURRENT"] } }),
      ListSecrets: () => ({ SecretList: secrets.names().map((Name) => ({ ARN: secrets.arn(Name), Name })) }),
    }),
  );
}
