import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAround, withLong } from "../../json-bytes.ts";
import type { AwsAccount } from "../arn.ts";
import type { Authorize, CallCount, CallRefusal, ServiceCall, ServiceHandler, Taps } from "../contract.ts";
import { AwsError, errorAnswer, type Protocol, protocolOf } from "./aws-error.ts";
import { cborAnswer, cborInput } from "./cbor.ts";
import { Counters } from "./counters.ts";
import { type FaultPlan, throttled } from "./faults.ts";
import { type Identity, identify } from "./identify.ts";
import { type HttpAnswer, type HttpRequest, header, JsonText } from "./message.ts";
import { iamAction, resourceArns } from "./resource.ts";

/** A call as the built-in services see it. */
export interface Call extends ServiceCall {
  request: HttpRequest;
  protocol: Protocol;
}

/** A service that makes its own responses; `operation` names the call where no header does. */
export interface Service {
  operation?(request: HttpRequest): string;
  handle(call: Call): HttpAnswer | Promise<HttpAnswer>;
}

export class Gateway {
  readonly counters = new Counters();
  private readonly services = new Map<string, Service>();
  private readonly faults: FaultPlan;
  private readonly place: AwsAccount;
  private readonly authorize: Authorize | undefined;
  private readonly onCall: Taps["onCall"];
  /** For the moment. */
  refusal: CallRefusal | undefined;

  constructor(place: AwsAccount, faults: FaultPlan, authorize?: Authorize, onCall?: Taps["onCall"]) {
    this.place = place;
    this.faults = faults;
    this.onCall = onCall;
    this.authorize = authorize;
  }

  add(name: string, service: Service): void {
    this.services.set(name, service);
  }

  /** Undefined: the call was committed and its connection is to be cut. */
  async respond(request: HttpRequest): Promise<HttpAnswer | undefined> {
    const requestId = randomUUID();
    let protocol = protocolOf(request.headers);
    let figure: CallCount | undefined;
    let answer: HttpAnswer;
    let known: Call | undefined;
    let failure: AwsError | undefined;
    const begun = performance.now();
    try {
      const identity = identify(request);
      protocol = identity.protocol;
      const service = this.services.get(identity.service);
      const action = identity.operation ?? service?.operation?.(request) ?? "unknown";
      figure = this.counters.count(identity.service, action, request.body.length);
      if (service === undefined) throw unknownService(identity.service, [...this.services.keys()]);
      const call = this.call(request, identity, action);
      known = call;
      this.permit(call);
      const refused = this.refusal?.(call);
      if (refused !== undefined) throw throttled(call.service, refused);
      const delay = this.faults.before(call.service, action);
      if (delay > 0) await sleep(delay);
      answer = await service.handle(call);
      if (this.faults.dropsResponse(call.service, action)) return undefined;
    } catch (error) {
      failure = asAwsError(error);
      answer = errorAnswer(failure, protocol, requestId);
    }
    // Clients may make names of operations up.
    if (known !== undefined && failure?.code !== UNKNOWN_OPERATION)
      this.onCall?.(known.service, known.action, performance.now() - begun, failure?.code);
    if (figure !== undefined && answer.status >= 400) figure.errors++;
    answer.headers["x-amzn-requestid"] = requestId;
    return answer;
  }

  private call(request: HttpRequest, identity: Identity, action: string): Call {
    const { service, protocol, accessKeyId } = identity;
    let parsed: Call["input"] | undefined;
    return {
      service,
      action,
      accessKeyId,
      protocol,
      request,
      body: request.body,
      entryFails: () => this.faults.entryFails(service, action),
      get input() {
        parsed ??= parseInput(request, protocol);
        return parsed;
      },
    };
  }

  private permit(call: Call): void {
    if (this.authorize === undefined) return;
    const { service, accessKeyId } = call;
    const action = iamAction(service, call.action);
    const arns = resourceArns(call, this.place);
    for (const resourceArn of arns.length === 0 ? [undefined] : arns) {
      const refusal = this.authorize({
        service,
        action,
        accessKeyId,
        ...(resourceArn === undefined ? {} : { resourceArn }),
      });
      if (refusal !== undefined) throw denied(service, refusal);
    }
  }
}

/** Makes a service of a handler that takes and returns plain data. */
export function jsonService(handler: ServiceHandler): Service {
  return {
    async handle(call) {
      const output = await handler(call);
      if (call.protocol === "cbor") return cborAnswer(output ?? {});
      const body = output instanceof JsonText ? output.text : JSON.stringify(output ?? {}, secondsOfDates);
      const contentType = header(call.request, "content-type") ?? "application/x-amz-json-1.1";
      return { status: 200, headers: { "content-type": contentType }, body };
    },
  };
}

/** JSON.stringify has made text of a Date before it asks. */
function secondsOfDates(this: unknown, name: string, value: unknown): unknown {
  const before = (this as Record<string, unknown>)[name];
  return before instanceof Date ? before.getTime() / 1000 : value;
}

/** A handler that looks its action up in a table. */
export function actions(table: Record<string, ServiceHandler>): ServiceHandler {
  return (call) => {
    const action = Object.hasOwn(table, call.action) ? table[call.action] : undefined;
    if (action === undefined) throw unknownAction(call.service, call.action, Object.keys(table));
    return action(call);
  };
}

function parseInput(request: HttpRequest, protocol: Protocol): Record<string, unknown> {
  if (protocol === "rest-xml") return {};
  if (protocol === "cbor") return parseCbor(request.body);
  if (protocol === "query") return Object.fromEntries(new URLSearchParams(request.body.toString()));
  if (request.body.length === 0) return {};
  try {
    // What is put on streams, in base64.
    const input = parseAround(withLong(request.body, "Data"));
    if (typeof input === "object" && input !== null && !Array.isArray(input)) {
      return input as Record<string, unknown>;
    }
  } catch {
    // Refused below: to AWS, too, malformed JSON and JSON that is no object are one error.
  }
  throw new AwsError("SerializationException", "The request body is not a JSON object.");
}

function parseCbor(body: Buffer): Record<string, unknown> {
  try {
    const input = cborInput(body);
    if (typeof input === "object" && input !== null) return input as Record<string, unknown>;
  } catch {
    // Refused below, as it is no CBOR.
  }
  throw new AwsError("SerializationException", "The request body is not a CBOR map.");
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError("InternalFailure", `The local AWS failed: ${message}`, 500);
}

function denied(service: string, message: string): AwsError {
  return service === "s3" || service === "sqs"
    ? new AwsError("AccessDenied", message, 403)
    : new AwsError("AccessDeniedException", message);
}

const UNKNOWN_OPERATION = "UnknownOperationException";

function unknownService(service: string, known: string[]): AwsError {
  return new AwsError(
    "UnknownService",
    `The local AWS has no service "${service}". It has ${known.sort().join(", ")}.`,
    501,
  );
}

function unknownAction(service: string, action: string, known: string[]): AwsError {
  return new AwsError(
    UNKNOWN_OPERATION,
    `The local AWS does not know ${service} ${action}. It knows ${known.sort().join(", ")}.`,
  );
}
