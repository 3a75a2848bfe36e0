import { AwsError } from "../gateway/aws-error.ts";

export const validationError = (message: string): AwsError => new AwsError("ValidationException", message);

export const invalidParameters = (message: string): AwsError =>
  validationError(`One or more parameter values were invalid: ${message}`);

export const noTable = (): AwsError =>
  new AwsError("ResourceNotFoundException", "Requested resource not found");
