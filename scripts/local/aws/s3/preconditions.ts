import { AwsError } from "../gateway/aws-error.ts";
import { type HttpRequest, header } from "../gateway/message.ts";

/** Throws unless the object is the one that If-Match names. `etag` is undefined where there is no object. */
export function assertMatch(request: HttpRequest, key: string, etag: string | undefined): void {
  if (header(request, "if-match") === undefined) return;
  if (etag === undefined) throw noSuchKey(key);
  if (!matches(request, "if-match", etag)) throw preconditionFailed();
}

/** Whether a write asks for a key that is free; S3 knows no other If-None-Match of a write. */
export function asksForAbsence(request: HttpRequest): boolean {
  const value = header(request, "if-none-match");
  if (value === undefined || value === "*") return value === "*";
  throw new AwsError(
    "NotImplemented",
    "A header you provided implies functionality that is not implemented: If-None-Match takes * alone.",
    501,
  );
}

/** Whether a reader has the object already. */
export const isKnown = (request: HttpRequest, etag: string): boolean =>
  matches(request, "if-none-match", etag);

function matches(request: HttpRequest, name: string, etag: string): boolean {
  const expected = header(request, name)?.split(",") ?? [];
  return expected.some((value) => value.trim() === "*" || unquoted(value) === unquoted(etag));
}

const unquoted = (etag: string): string => etag.replace(/^\s*(?:W\/)?"?|"?\s*$/g, "");

export const preconditionFailed = (): AwsError =>
  new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);

export const noSuchKey = (key: string): AwsError =>
  new AwsError("NoSuchKey", `The specified key does not exist: ${key}`, 404);
