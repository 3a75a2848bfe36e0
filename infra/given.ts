/**
 * What somebody gives by an environment variable. An empty one is none: CI sets every variable that its workflow names, also
 * those that nobody has given a value.
 */
export const givenBy = (variable: string): string | undefined => process.env[variable] || undefined;
