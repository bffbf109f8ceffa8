import { expect, test, vi } from "vitest";
import { ListenerError } from "../../../runtime/index.js";
import { problemReporter } from "../../../runtime/observe/session-observer.js";

test("a warning is printed for a failure whose causes form a cycle", () => {
  const printed = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const cause = new Error("a cycle");
  cause.cause = cause;
  problemReporter()(new ListenerError("a listener failed", { cause }));
  expect(printed).toHaveBeenCalledOnce();
  printed.mockRestore();
});
