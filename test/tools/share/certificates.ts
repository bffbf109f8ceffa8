import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCertificates } from "../../qemu/support/certificates.js";

/** Certificates of a server, and of a client that it trusts. */
export interface Certificates {
  readonly authority: Buffer;
  readonly server: { readonly cert: Buffer; readonly key: Buffer };
  readonly client: { readonly cert: Buffer; readonly key: Buffer };
}

/** Creates an authority, the certificate of a server for localhost and one of a client called `operator`. */
export function createCertificates(folder: string): Certificates {
  makeCertificates(folder);
  const file = (name: string): string => join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const openssl = (...args: readonly string[]): unknown => execFileSync("openssl", args, { stdio: "ignore" });
  const request = ["-out", file("client.csr"), "-subj", "/CN=operator"];
  openssl("req", ...key, "-keyout", file("client-key.pem"), ...request);
  writeFileSync(
    file("client-extensions"),
    "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n",
  );
  const signed = ["-CA", file("ca-cert.pem"), "-CAkey", file("ca-key.pem"), "-CAcreateserial", "-days", "2"];
  const out = ["-extfile", file("client-extensions"), "-out", file("client-cert.pem")];
  openssl("x509", "-req", "-in", file("client.csr"), ...signed, ...out);
  const read = (name: string): Buffer => readFileSync(file(name));
  return {
    authority: read("ca-cert.pem"),
    server: { cert: read("server-cert.pem"), key: read("server-key.pem") },
    client: { cert: read("client-cert.pem"), key: read("client-key.pem") },
  };
}
