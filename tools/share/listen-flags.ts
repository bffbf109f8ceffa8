import { UsageError } from "../failure.js";
import type { ListenAddress, ServerTls } from "./listeners/listener.js";
import { createToken, readToken } from "./listeners/token.js";
import { readPem } from "../targets/tls.js";

/** The options with the addresses for clients, as commander parses them. */
export interface ListenFlags {
  readonly listen?: readonly string[] | undefined;
  readonly group?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsCa?: string | undefined;
  /** A file, or `auto`. */
  readonly token?: string | undefined;
  readonly origin?: readonly string[] | undefined;
}

/** An address to listen at. */
interface ListenOption {
  readonly address: ListenAddress;
  /** The token, if it is new and has to be printed. */
  readonly token: string | undefined;
}

/** Parses where to listen, and reads the files. @throws UsageError if an option is invalid or has no effect. */
export function listenOptionsOf(flags: ListenFlags): readonly ListenOption[] {
  const places = (flags.listen ?? []).map(parsePlace);
  const uses = (...schemes: readonly string[]): boolean =>
    places.some(({ scheme }) => schemes.includes(scheme));
  const { group, token: tokenFlag, origin: origins } = flags;
  requireUse("--group", group, uses("unix"), "unix:PATH");
  requireUse("--token", tokenFlag, uses("ws", "wss"), "ws:// or wss://");
  requireUse("--origin", origins, uses("ws", "wss"), "ws:// or wss://");
  const tls = readTls(flags, uses("tls", "wss"));
  const isNew = tokenFlag === "auto";
  const token = tokenFlag === undefined ? undefined : isNew ? createToken() : readToken(tokenFlag);
  return places.map((place) => ({
    address: addressOf(place, { group, tls, token, origins }),
    token: isNew && place.scheme.startsWith("ws") ? token : undefined,
  }));
}

type Place =
  | { readonly scheme: "unix"; readonly path: string }
  | { readonly scheme: "tcp" | "tls" | "ws" | "wss"; readonly host: string; readonly port: number };

function parsePlace(text: string): Place {
  const [, path] = /^unix:([^\0]+)$/s.exec(text) ?? [];
  if (path !== undefined) return { scheme: "unix", path };
  const [, tcp, tcpHost, tcpPort] = /^(tcp|tls):(\[[^\]]*\]|[^:[\]/]*):(\d{1,5})$/.exec(text) ?? [];
  const [, web, webHost, webPort] = /^(wss?):\/\/(\[[^\]]*\]|[^:[\]/]*):(\d{1,5})\/?$/.exec(text) ?? [];
  const scheme = schemes.find((each) => each === (tcp ?? web));
  const port = Number(tcpPort ?? webPort);
  if (scheme === undefined || port > 65_535) {
    throw new UsageError(
      `--listen ${text}: use unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, ws://HOST:PORT or wss://HOST:PORT.`,
    );
  }
  const host = (tcpHost ?? webHost ?? "").replace(/^\[(.*)\]$/, "$1") || "127.0.0.1";
  return { scheme, host, port };
}

const schemes = ["tcp", "tls", "ws", "wss"] as const;

interface Settings {
  readonly group: string | undefined;
  readonly tls: ServerTls | undefined;
  readonly token: string | undefined;
  readonly origins: readonly string[] | undefined;
}

function addressOf(place: Place, { group, tls, token, origins }: Settings): ListenAddress {
  switch (place.scheme) {
    case "unix":
      return { kind: "unix", path: place.path, group };
    case "tcp":
      return { kind: "tcp", host: place.host, port: place.port };
    case "tls":
      return { kind: "tls", host: place.host, port: place.port, tls: required(tls) };
    case "ws":
      return { kind: "web-socket", host: place.host, port: place.port, token, origins };
    case "wss":
      return { kind: "web-socket", host: place.host, port: place.port, token, origins, tls: required(tls) };
  }
}

function required(tls: ServerTls | undefined): ServerTls {
  if (tls !== undefined) return tls;
  throw new UsageError("tls: and wss: need a certificate: give --tls-cert and --tls-key.");
}

/** Refuses an option that would have no effect. */
function requireUse(option: string, value: unknown, isUsed: boolean, scheme: string): void {
  if (value !== undefined && !isUsed) throw new UsageError(`${option} needs a --listen with ${scheme}.`);
}

function readTls({ tlsCert, tlsKey, tlsCa }: ListenFlags, isUsed: boolean): ServerTls | undefined {
  requireUse("--tls-cert", tlsCert, isUsed, "tls: or wss:");
  requireUse("--tls-key", tlsKey, isUsed, "tls: or wss:");
  requireUse("--tls-ca", tlsCa, isUsed, "tls: or wss:");
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return {
    cert: readPem("--tls-cert", tlsCert),
    key: readPem("--tls-key", tlsKey),
    ...(tlsCa !== undefined && { ca: readPem("--tls-ca", tlsCa) }),
  };
}
