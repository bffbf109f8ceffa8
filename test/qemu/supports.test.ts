import { expect, test } from "vitest";
import type { SupportQuestion } from "../../runtime/index.js";
import { describeWithEach } from "./support/binaries.js";
import { connectTo, startMachine } from "./support/machine.js";
import { versions } from "./support/sources.js";

/** Questions, and the answers of each version as Debian builds it (for example, the older ones without libblkio). */
const facts: readonly (readonly [question: SupportQuestion, ...answers: readonly boolean[]])[] = [
  [{ command: "blockdev-add" }, true, true, true],
  [{ command: "query-sev" }, true, true, true],
  [{ command: "block-job-change" }, false, true, true],
  [{ command: "query-migrationthreads" }, false, true, false],
  [{ event: "DEVICE_DELETED" }, true, true, true],
  [{ event: "GUEST_PVSHUTDOWN" }, false, true, true],
  [{ event: "MEM_UNPLUG_ERROR" }, true, false, false],
  [{ command: "eject", argument: "device", feature: "deprecated" }, true, true, true],
  [{ command: "eject", argument: "id", feature: "deprecated" }, false, false, false],
  [{ command: "migrate", argument: "blk" }, true, false, false],
  [{ command: "migrate", argument: "channels" }, false, true, true],
  [{ command: "blockdev-add", argument: "aio", value: "io_uring" }, true, true, true],
  [{ command: "blockdev-add", argument: "driver", value: "virtio-blk-vhost-user" }, false, false, true],
  [{ command: "blockdev-add", argument: "driver", value: "nonsense" }, false, false, false],
  [{ command: "blockdev-add", argument: ["file", "filename"] }, true, true, true],
  [{ command: "query-block", returns: ["inserted", "image", "format-specific"] }, true, true, true],
  [{ command: "query-block", returns: ["inserted", "nonsense"] }, false, false, false],
  [{ command: "query-status", returns: ["singlestep"] }, true, false, false],
];

describeWithEach("emulator", "supports with real QEMU", (qemu, version) => {
  test("answers according to QEMU's documentation", async () => {
    await using machine = await startMachine(qemu);
    await using session = await connectTo(machine);
    const expected = facts.map(([question, ...byVersion]) => [
      question,
      byVersion[versions.indexOf(version)],
    ]);
    const answers = facts.map(async ([question]) => [question, await session.supports(question)]);
    expect(await Promise.all(answers)).toEqual(expected);
  });
});
