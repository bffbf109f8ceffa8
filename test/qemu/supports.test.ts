import { expect, test } from "vitest";
import type { SupportQuestion } from "../../runtime/index.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine } from "./support/machine.js";

/** Questions, and the answers of 7.2 and 10.0 as Debian builds them (for example, without libblkio). */
const facts: readonly (readonly [question: SupportQuestion, old: boolean, new: boolean])[] = [
  [{ command: "blockdev-add" }, true, true],
  [{ command: "query-sev" }, true, true],
  [{ command: "block-job-change" }, false, true],
  [{ command: "query-migrationthreads" }, false, true],
  [{ event: "DEVICE_DELETED" }, true, true],
  [{ event: "GUEST_PVSHUTDOWN" }, false, true],
  [{ event: "MEM_UNPLUG_ERROR" }, true, false],
  [{ command: "eject", argument: "device", feature: "deprecated" }, true, true],
  [{ command: "eject", argument: "id", feature: "deprecated" }, false, false],
  [{ command: "migrate", argument: "blk" }, true, false],
  [{ command: "migrate", argument: "channels" }, false, true],
  [{ command: "blockdev-add", argument: "aio", value: "io_uring" }, true, true],
  [{ command: "blockdev-add", argument: "driver", value: "virtio-blk-vhost-user" }, false, false],
  [{ command: "blockdev-add", argument: "driver", value: "nonsense" }, false, false],
  [{ command: "blockdev-add", argument: ["file", "filename"] }, true, true],
  [{ command: "query-block", returns: ["inserted", "image", "format-specific"] }, true, true],
  [{ command: "query-block", returns: ["inserted", "nonsense"] }, false, false],
  [{ command: "query-status", returns: ["singlestep"] }, true, false],
];

describeWithEach("emulator", "supports with real QEMU", (qemu, version) => {
  test("answers according to QEMU's documentation", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const expected = facts.map(([question, in72, in100]) => [question, version === "7.2" ? in72 : in100]);
    const answers = facts.map(async ([question]) => [question, await session.supports(question)]);
    expect(await Promise.all(answers)).toEqual(expected);
  });
});
