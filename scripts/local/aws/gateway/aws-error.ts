import { cborAnswer } from "./cbor.ts";
import type { HttpAnswer, HttpRequest } from "./message.ts";

/** An error as AWS sends it: its code, its message and the HTTP status (400 unless said). */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** The code in the Query protocol where it differs; SDKs of SQS still report it. */
  readonly queryCode: string;
  /** Further members of a JSON error body. */
  details: Record<string, unknown> = {};
  constructor(code: string, message: string, status = 400, queryCode = code) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.queryCode = queryCode;
  }
}

export type Protocol = "json" | "cbor" | "query" | "rest-xml";

/** As far as the headers tell it before the call is identified. */
export const protocolOf = ({ "content-type": type }: HttpRequest["headers"]): Protocol =>
  String(type).startsWith("application/x-amz-") ? "json" : "rest-xml";

export function errorAnswer(error: AwsError, protocol: Protocol, requestId: string): HttpAnswer {
  if (protocol === "json") return jsonError(error);
  if (protocol === "cbor")
    return cborAnswer({ __type: error.code, message: error.message, ...error.details }, error.status);
  const detail = `<Code>${xmlText(error.code)}</Code><Message>${xmlText(error.message)}</Message>`;
  const body =
    protocol === "rest-xml"
      ? `<Error>${detail}<RequestId>${requestId}</RequestId></Error>`
      : `<ErrorResponse><Error><Type>${error.status < 500 ? "Sender" : "Receiver"}</Type>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return {
    status: error.status,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

function jsonError(error: AwsError): HttpAnswer {
  return {
    status: error.status,
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amzn-errortype": error.code,
      "x-amzn-query-error": `${error.queryCode};${error.status < 500 ? "Sender" : "Receiver"}`,
    },
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.details }),
  };
}

export function xmlText(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
