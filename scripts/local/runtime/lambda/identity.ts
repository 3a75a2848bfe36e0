const PREFIX = "LOCAL.";

/** Access key id under which a function calls the gateway, so that a call tells who made it. */
export const accessKeyIdOf = (functionName: string): string => PREFIX + functionName;

/** The function behind an access key id; undefined for everyone else. */
export const functionOf = (accessKeyId: string): string | undefined =>
  accessKeyId.startsWith(PREFIX) ? accessKeyId.slice(PREFIX.length) : undefined;

export interface GatewayPlace {
  region: string;
  /** Of the gateway. */
  endpoint: string;
}

/** The whole environment of a function: what is declared, and what Lambda itself sets. */
export function environmentOf(
  declared: Readonly<Record<string, string>>,
  functionName: string,
  memoryMb: number,
  handler: string,
  folder: string,
  place: GatewayPlace,
): Record<string, string> {
  return {
    ...declared,
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ENDPOINT_URL: place.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyIdOf(functionName),
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    // Files of whoever runs this must not reach the function: on Lambda there are none.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
  };
}
