import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browser } from "../qemu/support/browser.js";

/** A page in a real browser, which is closed at the end of the block. */
export interface OpenPage extends AsyncDisposable {
  /** Resolves when the page has written the text to its console. @throws if the browser exits first. */
  logged(text: string): Promise<void>;
}

/** Opens a page in the installed browser. */
export function openPage(url: string): OpenPage {
  const folder = mkdtempSync(join(tmpdir(), "qapi-ts-page-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}`];
  const child = spawn(
    browser ?? "",
    [...flags, "--enable-logging=stderr", "--remote-debugging-port=0", url],
    {
      stdio: ["ignore", "ignore", "pipe"],
      // Debian's browser is a script that starts the program: it is ended as a process group.
      detached: true,
    },
  );
  const exited = once(child, "exit");
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  return {
    logged: async (text) => {
      while (!output.includes(`"${text}"`)) {
        const ended = await Promise.race([once(child.stderr, "data"), exited.then(() => "exited")]);
        if (ended === "exited")
          throw new Error(`the browser exited before the page logged "${text}": ${output}`);
      }
    },
    [Symbol.asyncDispose]: async () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
