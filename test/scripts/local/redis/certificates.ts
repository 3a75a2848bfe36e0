import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

/** Whether this machine has the tool that certificates are made with. */
export const canCertify = spawnSync("openssl", ["version"]).status === 0;

export interface Certificates {
  /** Certificate of the authority, PEM files all. */
  authority: string;
  certificate: string;
  key: string;
}

/** Makes an authority that nobody knows and a certificate by it for 127.0.0.1, in files of this folder. */
export function certify(folder: string): Certificates {
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const authority = ["-keyout", file("ca.key"), "-out", file("ca.pem")];
  openssl("req", "-x509", ...key, "-days", "1", "-subj", "/CN=Test authority", ...authority);
  const by = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-addext", "subjectAltName=IP:127.0.0.1"];
  const own = ["-keyout", file("redis.key"), "-out", file("redis.pem")];
  openssl("req", "-x509", ...by, ...key, "-days", "1", "-subj", "/CN=redis", ...own);
  return { authority: file("ca.pem"), certificate: file("redis.pem"), key: file("redis.key") };
}
