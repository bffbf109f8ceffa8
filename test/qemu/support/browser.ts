import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { root } from "../../support/compile.js";

/** The installed browser. */
export const browser = ["chromium-headless-shell", "chromium"].find(
  (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).error === undefined,
);

/** Bundles a program for browsers. Returns the files by path. */
async function bundle(program: string): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    bundle: true,
    format: "esm",
    splitting: true,
    outdir: "/",
    platform: "browser",
    target: "es2022",
    write: false,
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

const page = `<!doctype html><script type="module" src="/stdin.js"></script>`;

/** Serves a page with a bundled program and receives its result. */
class PageServer implements AsyncDisposable {
  readonly #server: Server;
  readonly posted: Promise<string>;

  constructor(files: ReadonlyMap<string, string>) {
    this.#server = createServer();
    this.posted = new Promise((resolve, reject) => {
      this.#server.on("request", (request: IncomingMessage, response: ServerResponse) => {
        if (request.method === "POST") text(request).then(resolve, reject);
        const isPage = request.url === "/";
        response.setHeader("content-type", isPage ? "text/html" : "text/javascript");
        response.end(isPage ? page : files.get(request.url ?? ""));
      });
    });
  }

  async listen(): Promise<string> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server.close(), "close");
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Runs a program in a page of a real browser. Returns the body that it posts to `/result`. */
export async function runInBrowser(program: string): Promise<string> {
  await using site = new PageServer(await bundle(program));
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-browser-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}`];
  const child = spawn(browser ?? "", [...flags, "--remote-debugging-port=0", await site.listen()], {
    stdio: "ignore",
    // Debian's is a wrapper script, so the process group is killed.
    detached: true,
  });
  const ended = once(child, "exit");
  try {
    return await Promise.race([
      site.posted,
      ended.then(([status]) => {
        throw new Error(`the browser exited with ${status}`);
      }),
    ]);
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
