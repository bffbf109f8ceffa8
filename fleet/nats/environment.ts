import type { NatsOptions } from "./connection.js";
import { readSecretFile } from "./secret-file.js";

/** The environment of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the options that environment variables state: those of the command `nats`, `NATS_INBOX` for the prefix of the
 * subjects of replies, and `NATS_JS_DOMAIN` for the domain of JetStream.
 * @throws UsageError if `NATS_PASSWORD_FILE` names a file that cannot be read.
 */
export function natsFromEnvironment(env: Environment = process.env): NatsOptions {
  const value = (name: string): string | undefined => env[name] || undefined;
  const [url, user, credentials] = ["NATS_URL", "NATS_USER", "NATS_CREDS"].map(value);
  const [inbox, domain] = ["NATS_INBOX", "NATS_JS_DOMAIN"].map(value);
  const [ca, cert, key] = ["NATS_CA", "NATS_CERT", "NATS_KEY"].map(value);
  const file = value("NATS_PASSWORD_FILE");
  const password = file === undefined ? value("NATS_PASSWORD") : readPassword(file);
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  return {
    ...(url !== undefined && { servers: url.split(",") }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(credentials !== undefined && { credentials }),
    ...(inbox !== undefined && { inbox }),
    ...(domain !== undefined && { domain }),
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

/** Returns the password in a file. @throws UsageError if the file cannot be read. */
export function readPassword(file: string): string {
  return readSecretFile(file, "the password of NATS").toString().trim();
}
