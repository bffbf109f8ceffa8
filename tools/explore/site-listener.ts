import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { isSameToken } from "../share/listeners/token.js";
import type { ServedMachine } from "./data/served-machine.js";
import type { SiteFile } from "./site-files.js";
import { reasonOf } from "../tool-error.js";

interface SiteOptions {
  readonly files: ReadonlyMap<string, SiteFile>;
  readonly machine: ServedMachine;
  /** The secret of requests to the machine. */
  readonly token: string;
  /** Returns what the machine's screen shows as a PNG. Default: such a request is answered with 404. */
  readonly screen?: (query: ScreenQuery) => Promise<Buffer>;
}

/** Which screen; by default the first one. */
export interface ScreenQuery {
  readonly device?: string;
  readonly head?: number;
}

/** Allows what the page needs, and that no other page shows it in a frame. */
const headers: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-cache",
};

/** Answers requests for the page: the exact paths of its files, `/machine.json` and `/screen.png`. */
export function siteListener(options: SiteOptions): RequestListener {
  const { files, machine } = options;
  return (request, response) => {
    // A page of another host may have an address that leads here.
    if (!isLoopbackName(request.headers.host)) {
      answer(response, 403, "Use the address that `qmp explore` printed.\n");
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      answer(response, 405, "Only GET is allowed.\n");
      return;
    }
    const [path = "", query = ""] = (request.url ?? "").split("?", 2);
    if (path === "/screen.png") {
      void answerScreen(request, response, new URLSearchParams(query), options);
      return;
    }
    const file =
      path === "/machine.json"
        ? { type: "application/json", content: Buffer.from(JSON.stringify(machine)) }
        : files.get(path);
    if (file === undefined) answer(response, 404, "There is no such file.\n");
    else answer(response, 200, file.content, file.type);
  };
}

async function answerScreen(
  { headers: { authorization } }: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  { token, screen }: SiteOptions,
): Promise<void> {
  if (screen === undefined || !isSameToken(authorization ?? "", `Bearer ${token}`)) {
    answer(response, screen === undefined ? 404 : 401, "There is no screen, or the token is missing.\n");
    return;
  }
  const [device, head] = [query.get("device"), query.get("head")];
  try {
    const image = await screen({
      ...(device !== null && { device }),
      ...(head !== null && { head: Number(head) }),
    });
    answer(response, 200, image, "image/png");
  } catch (error) {
    answer(response, 502, `${reasonOf(error)}\n`);
  }
}

function answer(
  response: ServerResponse,
  status: number,
  content: string | Buffer,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, {
    ...headers,
    "content-type": type,
    "content-length": Buffer.byteLength(content),
  });
  response.end(response.req.method === "HEAD" ? undefined : content);
}

function isLoopbackName(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? "");
}
