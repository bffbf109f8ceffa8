import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Folders } from "../../../../tools/share/policy/folders.js";

let root = "";
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "qmp-folders-")));
  mkdirSync(join(root, "vms/inner/deep"), { recursive: true });
  mkdirSync(join(root, "secret"));
  writeFileSync(join(root, "secret/key"), "");
  writeFileSync(join(root, "vms/disk"), "");
  symlinkSync(join(root, "secret"), join(root, "vms/out"));
  symlinkSync("../secret/key", join(root, "vms/key"));
  symlinkSync("../secret/new", join(root, "vms/dangling"));
  symlinkSync("inner/deep", join(root, "vms/down"));
  symlinkSync("loop", join(root, "vms/loop"));
  symlinkSync("disk", join(root, "vms/same"));
  symlinkSync("vms", join(root, "alias"));
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const problemOf = (path: string, folder = "vms"): string | undefined =>
  new Folders([join(root, folder)]).problemOf(join(root) + path)?.replace(root, "");

describe("a path is judged by the file that it leads to", () => {
  test.each([
    ["/vms/disk"],
    ["/vms/new"],
    ["/vms/new/newer"],
    ["/vms/same"],
    ["/vms/down/x"],
    ["/vms//inner/./deep/../x"],
    ["/vms/disk/x"],
    ["/vms/out/../vms/disk"],
  ])("%s is inside", (path) => {
    expect(problemOf(path)).toBeUndefined();
  });

  test.each([
    ["/vms/../secret/key", "is outside"],
    ["/vmsx", "is outside"],
    ["/secret/key", "is outside"],
    ["/vms/out/key", "leads to /secret/key, which is outside"],
    ["/vms/out/new", "leads to /secret/new, which is outside"],
    ["/vms/key", "leads to /secret/key, which is outside"],
    // It would be created by who opens it.
    ["/vms/dangling", "leads to /secret/new, which is outside"],
    // The parent of the target of a link, not the folder with the link.
    ["/vms/out/../inner", "leads to /inner, which is outside"],
    ["/vms/down/../../disk", "is outside"],
    ["/vms/new/../x", "cannot be resolved"],
    ["/vms/loop", "cannot be resolved"],
  ])("%s: %s", (path, problem) => {
    expect(problemOf(path)).toBe(problem);
  });

  test("a folder may itself be a link", () => {
    expect(problemOf("/alias/disk", "alias")).toBeUndefined();
    expect(problemOf("/alias/key", "alias")).toBe("leads to /secret/key, which is outside");
  });

  test("the root contains everything", () => {
    expect(new Folders(["/"]).problemOf("/etc/passwd")).toBeUndefined();
  });
});

test("an existing file in an allowed folder is inside, for every form of its path", () => {
  const steps = [
    "vms",
    "inner",
    "deep",
    "out",
    "down",
    "key",
    "disk",
    "same",
    "loop",
    "secret",
    "..",
    ".",
    "",
  ];
  const folders = new Folders([join(root, "vms")]);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 8 }), (parts) => {
      const path = `${root}/vms/${parts.join("/")}`;
      if (folders.problemOf(path) !== undefined) return;
      // The kernel's own resolution of the path, or of the folder in which it would be created.
      const real = realOf(path) ?? realOf(dirname(path));
      if (real !== undefined) expect(`${real}/`).toContain(`${root}/vms/`);
    }),
    { numRuns: 2_000 },
  );
});

function realOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
