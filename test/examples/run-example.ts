import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { root } from "../support/compile.js";

const built = (name: string): string => join(root, "dist", "examples", `${name}.js`);

/** Runs a built example until it exits. @returns its standard output. @throws if it fails. */
export async function runExample(name: string, ...args: readonly string[]): Promise<string> {
  const options = { timeout: 90_000, env: environment() };
  const { stdout } = await promisify(execFile)(process.execPath, [built(name), ...args], options);
  return stdout;
}

/** A built example that runs until the block ends. */
export interface RunningExample extends AsyncDisposable {
  /** The first line of its standard output. */
  readonly firstLine: string;
}

/** Starts a built example and waits for its first line of output. */
export async function startExample(name: string, ...args: readonly string[]): Promise<RunningExample> {
  const child = spawn(process.execPath, [built(name), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: environment(),
  });
  const exited = once(child, "exit");
  const [firstLine] = (await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    exited.then(() => {
      throw new Error(`${name} exited before it printed a line`);
    }),
  ])) as [string];
  return {
    firstLine,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await exited;
    },
  };
}

/** Without the variables of this test runner, which would change the output of Node's. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined };
}
