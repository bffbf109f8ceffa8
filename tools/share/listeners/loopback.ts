import { isIPv4 } from "node:net";
import { UsageError } from "../../failure.js";

/** Whether a host is the loopback interface, which only programs on this host reach. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** @throws UsageError if a host is not the loopback interface. @param advice - how to listen there. */
export function requireLoopback(scheme: string, host: string, advice: string): void {
  if (isLoopback(host)) return;
  throw new UsageError(`${scheme}: ${host} is not the loopback interface. ${advice}`);
}

/** Returns a host and a port as they are in an address. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
