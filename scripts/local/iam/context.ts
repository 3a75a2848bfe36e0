import type { AwsAccount } from "../aws/arn.ts";

/** Who calls. A role is taken by `session`, which for a function is the function's name. */
export type Caller =
  | { kind: "role"; roleArn: string; session: string; functionArn?: string }
  | { kind: "service"; name: string };

export type ConditionKeys = Readonly<Record<string, string>>;

/** The principal as policies and messages know it. */
export function principalOf(caller: Caller, { accountId }: AwsAccount): string {
  if (caller.kind === "service") return caller.name;
  return `arn:aws:sts::${accountId}:assumed-role/${nameOfRole(caller.roleArn)}/${caller.session}`;
}

const nameOfRole = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf("/") + 1);

/**
 * The condition keys that AWS would send with the call. The loopback gateway speaks plain HTTP, yet stands for
 * endpoints that the SDKs reach by TLS.
 */
export function contextOf(caller: Caller, place: AwsAccount): Record<string, string> {
  const always = {
    "aws:SecureTransport": "true",
    "aws:RequestedRegion": place.region,
    "aws:ResourceAccount": place.accountId,
    "aws:CurrentTime": new Date().toISOString(),
    "aws:EpochTime": String(Math.floor(Date.now() / 1000)),
  };
  if (caller.kind === "service")
    return { ...always, "aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": caller.name };
  return {
    ...always,
    "aws:PrincipalIsAWSService": "false",
    "aws:PrincipalArn": caller.roleArn,
    "aws:PrincipalAccount": place.accountId,
    "aws:PrincipalType": "AssumedRole",
    "aws:userid": `${nameOfRole(caller.roleArn)}:${caller.session}`,
    "aws:ViaAWSService": "false",
    // Lambda adds it to what the function's own code calls, and to nothing that Lambda does by the function's role.
    ...(caller.functionArn !== undefined && { "lambda:SourceFunctionArn": caller.functionArn }),
  };
}

/** What changes when a service uses the resource's key in its caller's name. */
export function keyContext(resource: string, place: AwsAccount): ConditionKeys {
  const service = resource.split(":")[2]!;
  const encrypted = Object.entries(encryptionContext(service, resource, place));
  return {
    "aws:ViaAWSService": "true",
    "kms:ViaService": `${service}.${place.region}.amazonaws.com`,
    "kms:CallerAccount": place.accountId,
    ...Object.fromEntries(encrypted.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
  };
}

/** What each service binds its ciphertexts to, from its guide's chapter on encryption at rest. */
function encryptionContext(service: string, resource: string, { accountId }: AwsAccount): ConditionKeys {
  switch (service) {
    case "dynamodb":
      return {
        "aws:dynamodb:tableName": resource.split("/")[1] ?? "",
        "aws:dynamodb:subscriberId": accountId,
      };
    case "lambda":
      return { "aws:lambda:FunctionArn": resource };
    case "s3":
      // With a bucket key, the bucket and not the object.
      return { "aws:s3:arn": resource.split("/")[0]! };
    case "secretsmanager":
      return { SecretARN: resource };
    default:
      return { [`aws:${service}:arn`]: resource };
  }
}
