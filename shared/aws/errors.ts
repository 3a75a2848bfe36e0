/** Whether an error is temporary (throttling, timeouts, 5xx, lost connections), or one that a person must correct. */

const transientNames = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "LimitExceededException",
  "TooManyRequestsException",
  "SlowDown",
  "KMSThrottlingException",
  "InternalFailure",
  "InternalServerError",
  "InternalError",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "TimeoutError",
  "RequestTimeout",
  "RequestTimeoutException",
  "AbortError",
]);

/** By the system's names, and by undici's for a response that breaks off after its headers. */
const lostConnection = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_SOCKET",
  "UND_ERR_BODY_TIMEOUT",
]);

interface ServiceError extends Error {
  code?: unknown;
  $metadata?: { httpStatusCode?: number };
}

/** Whether a service's error code, of a request or of one entry, is temporary. */
export const isTransientCode = (code: string): boolean => transientNames.has(code);

/** Whether there is nothing of the name that was asked for. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.name === "ResourceNotFoundException";

/** Whether nobody responds at all: the service, or the way to it, is not there. */
export const isUnreachable = (error: unknown): error is Error =>
  error instanceof Error && lostConnection.has(String((error as ServiceError).code));

export function isTransient(error: unknown): error is ServiceError {
  if (!(error instanceof Error)) return false;
  const { name, $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode ?? 0;
  return isTransientCode(name) || status === 429 || status >= 500 || isUnreachable(error);
}
