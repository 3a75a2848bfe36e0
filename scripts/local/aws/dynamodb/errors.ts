import { AwsError } from "../gateway/aws-error.ts";

export const validationError = (message: string): AwsError => new AwsError("ValidationException", message);

export const invalidParameters = (message: string): AwsError =>
  validationError(`One or more parameter values were invalid: ${message}`);

export const noCapacity = (): AwsError =>
  new AwsError(
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
  );

export const noTable = (): AwsError =>
  new AwsError("ResourceNotFoundException", "Requested resource not found");
