import { expect, test } from "vitest";
import { checkArguments } from "../../../../../../tools/explore/page/console/form/check.js";
import {
  buttonEvent,
  keyEvent,
  keyNames,
  pointerEvents,
} from "../../../../../../tools/explore/page/machine/screen/key-codes.js";
import { loadDocumentation } from "../../../../../../tools/documentation/load.js";
import { known } from "../../../support/versions.js";

test.each(known)("input events are valid arguments of input-send-event ($version)", ({ schema }) => {
  const events = [
    ...["KeyA", "Digit7", "F11", "ControlLeft", "NumpadEnter"].map((code) => keyEvent(code, true)),
    ...pointerEvents(0.5, 1),
    ...[0, 1, 2].map((button) => buttonEvent(button, false)),
  ];
  const info = schema.commands.get("input-send-event");
  expect(info && checkArguments(schema, schema.argumentsOf(info), { events })).toEqual([]);
  const names = loadDocumentation(undefined, false).definitions.get("QKeyCode")?.parts ?? {};
  expect(keyNames.filter((name) => !Object.hasOwn(names, name))).toEqual([]);
});

test("a key or button that QEMU does not have is ignored", () => {
  expect([keyEvent("BrowserBack", true), buttonEvent(4, true)]).toEqual([undefined, undefined]);
});

test("a place is scaled, and one outside of the screen is at its edge", () => {
  expect(pointerEvents(-1, 2)).toEqual([
    { type: "abs", data: { axis: "x", value: 0 } },
    { type: "abs", data: { axis: "y", value: 32_767 } },
  ]);
});
