const names: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a URL's host is this machine, as `URL` writes hosts. */
export const isLoopback = (hostname: string): boolean => names.has(hostname);
