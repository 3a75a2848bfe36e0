/** Key prefix of failed-event objects in their bucket: stage=…/reason=…/dt=…/ follow. */
export const FAILED_PREFIX = "failed/";
/** Where Firehose puts in the archive's bucket what it could not transform or convert, with the reason in the key. */
export const ERRORS_PREFIX = "errors/";
