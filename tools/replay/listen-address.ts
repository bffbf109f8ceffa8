import { UsageError } from "../failure.js";

/** An address that a server listens at. */
export type ListenAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/**
 * Parses `unix:PATH` or `tcp:HOST:PORT`. An empty host is 127.0.0.1, and port 0 any free port.
 * @throws UsageError for anything else.
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, path] = /^unix:(.+)$/s.exec(text) ?? [];
  if (path !== undefined) return { path };
  const [, host, port] = /^tcp:(\[[^\]]*\]|[^:[\]]*):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw new UsageError(`--listen ${text}: use unix:PATH, or tcp:HOST:PORT.`);
  }
  return { host: host.replace(/^\[(.*)\]$/, "$1") || "127.0.0.1", port: Number(port) };
}
