import {
  connect,
  credsAuthenticator,
  type ConnectionOptions,
  type NatsConnection,
  type TlsOptions,
} from "@nats-io/transport-node";
import { setTimeout as sleep } from "node:timers/promises";
import { defaultServer, serversText, withNatsErrors } from "./nats-error.js";
import { readSecretFile } from "./secret-file.js";

/** Where the servers of NATS are, and how to authenticate. */
export interface NatsOptions {
  /** The servers, as `nats://HOST:PORT` or `tls://HOST:PORT`. Default: `nats://127.0.0.1:4222`. */
  readonly servers?: string | readonly string[];
  /** A file with the credentials of a user, as `nsc` writes it. */
  readonly credentials?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** The files of TLS, in PEM. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /**
   * The first tokens of the subjects of replies. Users with different ones, and permissions for no other, do not receive
   * each other's replies. Default: `_INBOX`.
   */
  readonly inbox?: string;
  /**
   * The domain of JetStream that has the stores of the fleet: those of one site, if each site has own servers as leaf nodes.
   * Default: the domain of the server, with the stores of all sites.
   */
  readonly domain?: string;
  /** The name of the connection, for the server's reports. */
  readonly name?: string;
  /** Further options of the client of NATS, which take precedence. */
  readonly nats?: ConnectionOptions;
}

/** How often the connection is checked, in milliseconds. After two checks without an answer it is opened again. */
const pingInterval = 5_000;

/**
 * Connects to NATS. The connection is opened again each time it is lost.
 * @throws ConnectError (as a rejection) if no server can be reached, or it refuses the credentials; UsageError if a file that the
 * options name cannot be read.
 */
export async function connectNats(options: NatsOptions): Promise<NatsConnection> {
  const failure = `cannot connect to NATS at ${serversText(options)}`;
  return await withNatsErrors(failure, async () => await connect(clientOptions(options)));
}

function clientOptions(options: NatsOptions): ConnectionOptions {
  const { servers = defaultServer, credentials, user, password, token, tls, name, inbox } = options;
  return {
    servers: typeof servers === "string" ? servers : [...servers],
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    pingInterval,
    maxPingOut: 2,
    ignoreClusterUpdates: false,
    ...(name !== undefined && { name }),
    ...(inbox !== undefined && { inboxPrefix: inbox }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { pass: password }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined && {
      authenticator: credsAuthenticator(readSecretFile(credentials, "the credentials of NATS")),
    }),
    ...(tls !== undefined && { tls: readTls(tls) }),
    ...options.nats,
  };
}

function readTls({ ca, cert, key }: NonNullable<NatsOptions["tls"]>): TlsOptions {
  const read = (file: string, what: string): string => readSecretFile(file, what).toString();
  return {
    ...(ca !== undefined && { ca: read(ca, "the certificate authorities of NATS") }),
    ...(cert !== undefined && { cert: read(cert, "the client's certificate for NATS") }),
    ...(key !== undefined && { key: read(key, "the client's key for NATS") }),
  };
}

/** How long `closeNats` waits for the server, in milliseconds. */
const flushTimeout = 1_000;

/**
 * Closes a connection after what was published is sent. The client of NATS closes a connection that the server has just
 * ended with an error that cannot be caught; the wait lets it notice the end first.
 */
export async function closeNats(connection: NatsConnection): Promise<void> {
  const flushed = connection.flush().catch(() => undefined);
  await Promise.race([flushed, sleep(flushTimeout, undefined, { ref: false })]);
  await connection.close();
}
