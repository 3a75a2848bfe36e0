import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** Invokes a function and waits for what it returns. Throws what the function threw, by its message. */
export async function invokeFunction<Answer>(
  client: LambdaClient,
  name: string,
  event: unknown,
): Promise<Answer> {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? "null").toString());
  if (FunctionError !== undefined)
    throw new Error(`${name} failed: ${answer?.errorMessage ?? FunctionError}`);
  return answer;
}
