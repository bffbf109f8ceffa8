import { UsageError } from "../tool-error.js";

/** Where a machine, or the guest agent in it, is. */
export type Target =
  | Address
  /** A machine of this host, by a name that `qmp ps` prints. */
  | { readonly kind: "name"; readonly name: string };

/** A target that does not depend on the machines of this host. */
export type Address =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp" | "tls"; readonly host: string; readonly port: number }
  | { readonly kind: "web-socket"; readonly url: string }
  | { readonly kind: "agent"; readonly path: string }
  | { readonly kind: "libvirt"; readonly domain: string }
  /** A machine of a fleet over NATS. */
  | { readonly kind: "nats"; readonly site: string; readonly host: string; readonly machine: string };

/**
 * Parses a target.
 * @throws UsageError if it is invalid.
 */
export function parseTarget(text: string): Target {
  const [, scheme, rest = ""] = /^(unix|tcp|tls|qga|virsh|nats|wss?):(.*)$/s.exec(text) ?? [];
  switch (scheme) {
    case "unix":
      return { kind: "unix", path: required(rest, text, "unix:PATH") };
    case "qga":
      return { kind: "agent", path: required(rest.replace(/^unix:/, ""), text, "qga:PATH") };
    case "virsh":
      return { kind: "libvirt", domain: required(rest, text, "virsh:DOMAIN") };
    case "nats":
      return { kind: "nats", ...parseFleetAddress(rest, text) };
    case "tcp":
    case "tls":
      return { kind: scheme, ...parsePort(rest, text, scheme) };
    case "ws":
    case "wss":
      return { kind: "web-socket", url: parseUrl(text, scheme) };
    case undefined:
    default:
      return text.includes("/") ? { kind: "unix", path: text } : parseName(text);
  }
}

/** Parses the name of a machine. */
function parseName(text: string): Target {
  const [, scheme] = /^([a-z]+):/.exec(text) ?? [];
  if (text.startsWith("-")) {
    throw new UsageError(
      `target "${text}" begins with "-". Use unix:PATH, or pid-PID of a machine of \`qmp ps\`.`,
    );
  }
  if (scheme === undefined || text.includes(" "))
    return { kind: "name", name: required(text, text, "a name") };
  const schemes =
    "unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, ws://HOST:PORT, wss://HOST:PORT, qga:PATH, virsh:DOMAIN, nats:SITE/HOST/MACHINE";
  throw new UsageError(
    `target "${text}" has an unknown scheme "${scheme}:". Use ${schemes}, or a name of \`qmp ps\`.`,
  );
}

function required(value: string, text: string, form: string): string {
  if (value === "" || value.includes("\0"))
    throw new UsageError(`target "${text}" is incomplete. Use ${form}.`);
  return value;
}

/** Parses `SITE/HOST/MACHINE`. The name of a machine may contain slashes. */
function parseFleetAddress(text: string, target: string): { site: string; host: string; machine: string } {
  const [, site = "", host = "", machine = ""] = /^([^/]*)\/([^/]*)\/(.*)$/s.exec(text) ?? [];
  for (const part of [site, host, machine]) required(part, target, "nats:SITE/HOST/MACHINE");
  return { site, host, machine };
}

/** Parses `HOST:PORT` or `[ADDRESS]:PORT`. The host may be empty. */
function parsePort(text: string, target: string, scheme: string): { host: string; port: number } {
  const [, host, port] = /^(\[[^\]]*\]|[^:[\]]*):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new UsageError(
      `target "${target}" has no host and port. Use ${scheme}:HOST:PORT, or ${scheme}:[ADDRESS]:PORT.`,
    );
  }
  return { host: host.replace(/^\[(.*)\]$/, "$1") || "localhost", port: Number(port) };
}

function parseUrl(text: string, scheme: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.hostname === undefined || url.hostname === "") {
    throw new UsageError(`target "${text}" is not a URL. Use ${scheme}://HOST:PORT.`);
  }
  return text;
}

/** Returns a target as the text that `parseTarget` takes. */
export function formatTarget(target: Target): string {
  switch (target.kind) {
    case "unix":
      return `unix:${target.path}`;
    case "tcp":
    case "tls":
      return `${target.kind}:${target.host.includes(":") ? `[${target.host}]` : target.host}:${target.port}`;
    case "web-socket":
      return target.url;
    case "agent":
      return `qga:${target.path}`;
    case "libvirt":
      return `virsh:${target.domain}`;
    case "nats":
      return `nats:${target.site}/${target.host}/${target.machine}`;
    case "name":
      return target.name;
  }
}
