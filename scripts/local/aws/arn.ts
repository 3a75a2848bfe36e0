/** The account and region of every resource. */
export interface AwsAccount {
  region: string;
  accountId: string;
}

export const arnOf = (service: string, account: AwsAccount, resource: string): string =>
  `arn:aws:${service}:${account.region}:${account.accountId}:${resource}`;
