import { describe, expect, test } from "vitest";
import { eventName } from "../../../../generator/frontend/signal-draft/event-name.js";

describe("eventName", () => {
  test.each([
    ["BlockDeviceEvent", "BLOCK_DEVICE_EVENT"],
    ["BlockIOEvent", "BLOCK_IO_EVENT"],
    ["IOEvent", "IO_EVENT"],
    ["VirtioNetRXFilterEvent", "VIRTIO_NET_RX_FILTER_EVENT"],
    ["SpiceV2Event", "SPICE_V2_EVENT"],
    ["Vcpu0Event", "VCPU0_EVENT"],
    ["XEvent", "X_EVENT"],
    ["Event", "EVENT"],
    ["__com.example_TickEvent", "__com.example_TICK_EVENT"],
  ])("converts %s to %s", (type, name) => {
    expect(eventName(type)).toBe(name);
  });

  test.each(["Eventful", "blockEvent", "Block_Event", "BlockEvents", "event", "none", "str"])(
    "rejects %s",
    (type) => {
      expect(eventName(type)).toBeUndefined();
    },
  );
});
