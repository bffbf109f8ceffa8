import { execFileSync } from "node:child_process";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { browser } from "../../qemu/support/browser.js";

/** Why tests of pages cannot run; undefined if they can. */
export const noBrowser: string | undefined =
  browser === undefined ? "chromium-headless-shell is not installed" : undefined;

/** A page of a real browser. Errors of the page, and what it may not load, are in `problems`. */
export interface BrowserPage extends AsyncDisposable {
  readonly page: Page;
  readonly problems: readonly string[];
}

/** Opens an address in a new browser. */
export async function openPage(address: string, options: BrowserContextOptions = {}): Promise<BrowserPage> {
  const running = await launch();
  const page = await running.newPage({ viewport: { width: 1200, height: 800 }, ...options });
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(address);
  return { page, problems, [Symbol.asyncDispose]: () => running.close() };
}

async function launch(): Promise<Browser> {
  const executablePath = execFileSync("which", [browser ?? ""], { encoding: "utf8" }).trim();
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
