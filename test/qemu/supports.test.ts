import { expect, test } from "vitest";
import type { SupportQuestion } from "../../runtime/index.js";
import { describeWith } from "./support/binaries.js";
import { connectTo, qemu, startMachine } from "./support/machine.js";

describeWith(qemu, "what real QEMU 7.2 supports", () => {
  // Facts of Debian's build: it has no libblkio, which virtio-blk-vhost-user needs.
  const facts: readonly (readonly [SupportQuestion, boolean])[] = [
    [{ command: "blockdev-add" }, true],
    [{ command: "query-sev" }, true],
    [{ command: "block-job-change" }, false],
    [{ event: "DEVICE_DELETED" }, true],
    [{ event: "GUEST_PVSHUTDOWN" }, false],
    [{ command: "eject", argument: "device", feature: "deprecated" }, true],
    [{ command: "eject", argument: "id", feature: "deprecated" }, false],
    [{ command: "blockdev-add", argument: "aio", value: "io_uring" }, true],
    [{ command: "blockdev-add", argument: "driver", value: "virtio-blk-vhost-user" }, false],
    [{ command: "blockdev-add", argument: "driver", value: "nonsense" }, false],
    [{ command: "blockdev-add", argument: ["file", "filename"] }, true],
    [{ command: "query-block", returns: ["inserted", "image", "format-specific"] }, true],
    [{ command: "query-block", returns: ["inserted", "nonsense"] }, false],
  ];

  test("is what its makers say it has", async () => {
    await using machine = await startMachine();
    await using session = await connectTo(machine);
    const answers = facts.map(async ([question]) => [question, await session.supports(question)]);
    expect(await Promise.all(answers)).toEqual(facts);
  });
});
