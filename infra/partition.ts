/** What names of AWS itself begin and end with; others in China and in GovCloud. */
export interface Partition {
  /** First part of every ARN: `aws`. */
  id: string;
  /** `amazonaws.com` */
  suffix: string;
  /** `com.amazonaws` */
  reversed: string;
}
