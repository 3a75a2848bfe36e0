import { AwsError, type Protocol } from "./aws-error.ts";
import { type HttpRequest, header } from "./message.ts";

export interface Identity {
  /** SigV4 service name. */
  service: string;
  /** Undefined where the path says it (S3). */
  operation: string | undefined;
  protocol: Protocol;
  /** Empty for an unsigned call. */
  accessKeyId: string;
}

const TARGETS: Record<string, string> = {
  Kinesis_20131202: "kinesis",
  DynamoDB_20120810: "dynamodb",
  AmazonSQS: "sqs",
  secretsmanager: "secretsmanager",
  Firehose_20150804: "firehose",
  AWSGlue: "glue",
  AmazonAthena: "athena",
  Logs_20140328: "logs",
  GraniteServiceVersion20100801: "monitoring",
};

/** Finds out which service and operation a request is for. The signature itself is not verified. */
export function identify(request: HttpRequest): Identity {
  const scope = credentialScope(request);
  const target = header(request, "x-amz-target");
  const accessKeyId = scope?.accessKeyId ?? "";
  if (target !== undefined) {
    const dot = target.lastIndexOf(".");
    const service = TARGETS[target.slice(0, dot)] ?? scope?.service ?? target.slice(0, dot);
    return { service, operation: target.slice(dot + 1), protocol: "json", accessKeyId };
  }
  const [, version, called] = CBOR_CALL.exec(request.path) ?? [];
  if (version !== undefined && called !== undefined && TARGETS[version] === "monitoring")
    return { service: "monitoring", operation: called, protocol: "cbor", accessKeyId };
  refuseCbor(request, scope?.service);
  const form = header(request, "content-type")?.startsWith("application/x-www-form-urlencoded");
  if (form && request.method === "POST") {
    const fields = new URLSearchParams(request.body.toString());
    const operation = fields.get("Action") ?? undefined;
    return { service: scope?.service ?? queryService(operation), operation, protocol: "query", accessKeyId };
  }
  // The operation is in the path, as with S3, and errors are JSON.
  if (scope?.service === "lambda")
    return { service: "lambda", operation: undefined, protocol: "json", accessKeyId };
  return { service: scope?.service ?? "s3", operation: undefined, protocol: "rest-xml", accessKeyId };
}

/** "Smithy RPC v2 CBOR protocol": CloudWatch's clients speak nothing else where it is offered. */
const CBOR_CALL = /^\/service\/(\w+)\/operation\/(\w+)$/;

function credentialScope(request: HttpRequest): { accessKeyId: string; service: string } | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(header(request, "authorization") ?? "")?.[1] ??
    request.query.get("X-Amz-Credential");
  // accessKeyId/date/region/service/aws4_request
  const [accessKeyId, , , service] = credential?.split("/") ?? [];
  return accessKeyId !== undefined && service !== undefined ? { accessKeyId, service } : undefined;
}

function refuseCbor(request: HttpRequest, service = "this service"): void {
  const cbor = header(request, "smithy-protocol") === "rpc-v2-cbor";
  if (!cbor && !header(request, "content-type")?.startsWith("application/x-amz-cbor")) return;
  throw new AwsError(
    "UnsupportedProtocol",
    `The local AWS speaks JSON for ${service}, and this client sent CBOR. Choose JSON in the client (AWS_CBOR_DISABLE=true for older ones).`,
    415,
  );
}

function queryService(operation: string | undefined): string {
  return operation === "GetCallerIdentity" || operation?.startsWith("AssumeRole") ? "sts" : "sqs";
}
