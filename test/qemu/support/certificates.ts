import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Creates a certificate authority and a server certificate for localhost, with the file names that QEMU expects. */
export function makeCertificates(folder: string): void {
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { stdio: "ignore" });
  };
  const authority = ["-keyout", file("ca-key.pem"), "-out", file("ca-cert.pem"), "-subj", "/CN=authority"];
  openssl("req", "-x509", ...key, ...authority, "-days", "2", "-addext", "keyUsage=critical,keyCertSign");
  openssl(
    "req",
    ...key,
    "-keyout",
    file("server-key.pem"),
    "-out",
    file("server.csr"),
    "-subj",
    "/CN=localhost",
  );
  const usage = "keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth";
  writeFileSync(file("extensions"), `subjectAltName=DNS:localhost,IP:127.0.0.1\n${usage}\n`);
  const signed = ["-CA", file("ca-cert.pem"), "-CAkey", file("ca-key.pem"), "-CAcreateserial", "-days", "2"];
  const out = ["-extfile", file("extensions"), "-out", file("server-cert.pem")];
  openssl("x509", "-req", "-in", file("server.csr"), ...signed, ...out);
}
