import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SharedMachine } from "../share/share-machine.js";
import type { ScreenQuery } from "./site-listener.js";

/**
 * Returns a function that reads what the screen of a machine shows as a PNG. The machine writes it to a private folder of
 * this host, so that it must run here as a user who may write there.
 * @param deny - commands that are refused, as patterns.
 */
export function screenReader(
  shared: SharedMachine,
  deny: readonly string[] | undefined,
): (query: ScreenQuery) => Promise<Buffer> {
  // A policy that only reads, or only has other folders, does not mean this file.
  const client = shared.client({ name: "screen", policy: { effect: "read", allow: ["screendump"], deny } });
  let last: Promise<unknown> = Promise.resolve();
  return (query) => {
    // One at a time: each takes the machine several milliseconds.
    const next = last.then(() => readScreen((args) => client.call("screendump", args), query));
    last = next.catch(() => undefined);
    return next;
  };
}

async function readScreen(
  screendump: (args: object) => Promise<unknown>,
  { device, head }: ScreenQuery,
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "qapi-ts-screen-"));
  try {
    const filename = join(folder, "screen.png");
    await screendump({
      filename,
      format: "png",
      ...(device !== undefined && { device }),
      ...(head !== undefined && { head }),
    });
    return await readFile(filename);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
