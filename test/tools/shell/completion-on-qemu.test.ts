import { join } from "node:path";
import { expect, test } from "vitest";
import type { Session } from "../../../runtime/index.js";
import { describeWithEach } from "../../qemu/support/binaries.js";
import { startShell } from "../support/shell.js";

const [tab, enter] = ["\t", "\r"];
/** Lists what is possible, selects the first, and accepts it. */
const next = `${tab}${tab}${enter}`;

describeWithEach("emulator", "completion at the prompt of a real machine", (qemu) => {
  test("types a blockdev-add of a qcow2 over a throttled file, except for new names", async () => {
    await using shell = await startShell(qemu, ["-object", "throttle-group,id=group0"], [], { columns: 250 });
    const { program, other, folder } = shell;
    const image = join(folder, "disk.qcow2");
    await createImage(other, image);
    const steps: readonly (readonly [keys: string, end: string])[] = [
      ["bl\t", "> block"],
      ["d\t", "> blockdev-"],
      ["a\t", "> blockdev-add "],
      [tab, "blockdev-add --"],
      [tab, "blockdev-add --driver "],
      [`${enter}qc\t`, " --driver qcow"],
      ["2\t", " --driver qcow2 "],
      [next, " --file."],
      [next, " --file.driver "],
      ["th\t", " throttle "],
      [next, " --file."],
      [next, " --file.throttle-group "],
      [tab, " group0 "],
      [next, " --file."],
      [next, " --file.file."],
      [next, " --file.file.driver "],
      ["fi\t", " file "],
      [next, " --file."],
      [next, " --file.file."],
      [next, " --file.file.filename "],
    ];
    for (const [keys, end] of steps) {
      program.type(keys);
      await program.until((_, before) => before.endsWith(end));
    }
    const letters = program.typed.replace(/[\t\r]/g, "").length;
    program.type(`${folder}/di\t`);
    await program.until((_, before) => before.endsWith("/disk.qcow2 "));
    program.type("\tno\td0\r");
    await program.until((screen) => screen.includes("\nDone."));
    const nodes = (await other.call("query-named-block-nodes", { flat: true })) as { readonly drv: string }[];
    expect(nodes.map(({ drv }) => drv).sort()).toEqual(["file", "qcow2", "throttle"]);
    const line = `blockdev-add --driver qcow2 --file.driver throttle --file.throttle-group group0 --file.file.driver file --file.file.filename ${image} --node-name d0`;
    const names = `${folder}/di`.length + "d0".length;
    console.log(
      `typed: ${letters + "no".length} letters and ${names} characters of new names, of ${line.length}`,
    );
    expect(letters + "no".length).toBeLessThan(20);
    expect(program.rows.join("").replaceAll(" ", "")).toContain(line.replaceAll(" ", ""));
  });
});

async function createImage(session: Session, filename: string): Promise<void> {
  const size = 1 << 20;
  for (const [id, options] of [
    ["file", { driver: "file", filename, size: 0 }],
    ["qcow2", { driver: "qcow2", file: "image", size }],
  ] as const) {
    await session.call("blockdev-create", { "job-id": id, options });
    for (let status = ""; status !== "concluded";) {
      const jobs = (await session.call("query-jobs")) as { status: string; error?: string }[];
      status = jobs[0]?.status ?? "";
      expect(jobs[0]?.error).toBe(undefined);
    }
    await session.call("job-dismiss", { id });
    if (id === "file") await session.call("blockdev-add", { driver: "file", filename, "node-name": "image" });
  }
  await session.call("blockdev-del", { "node-name": "image" });
}
