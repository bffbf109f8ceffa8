import { useRef, useState } from "preact/hooks";
import type { Session } from "qapi-ts";
import { keyEvent } from "./key-codes.js";
import { reasonOf } from "../../../../tool-error.js";

/** Whether keys and clicks go to the machine, and how they are sent. */
export interface Capture {
  readonly isCaptured: boolean;
  /** Why the last input could not be sent. */
  readonly failure: string | undefined;
  readonly send: (...events: readonly (object | undefined)[]) => void;
  readonly start: () => void;
  /** Ends the capture, and releases the keys that are still pressed in the machine. */
  readonly release: () => void;
  readonly onKey: (event: KeyboardEvent, isDown: boolean) => void;
}

/** Sends input to a machine while it is captured. Enter starts, Ctrl+Alt+G ends. */
export function useCapture(session: Session): Capture {
  const [isCaptured, setCaptured] = useState(false);
  const [failure, setFailure] = useState<string | undefined>();
  const pressed = useRef(new Set<string>());
  const send = (...events: readonly (object | undefined)[]): void => {
    const given = events.filter((event) => event !== undefined);
    if (given.length === 0) return;
    setFailure(undefined);
    session.call("input-send-event", { events: given }).catch((error: unknown) => {
      setFailure(reasonOf(error));
    });
  };
  const start = (): void => {
    setCaptured(true);
  };
  const release = (): void => {
    send(...[...pressed.current].map((code) => keyEvent(code, false)));
    pressed.current.clear();
    setCaptured(false);
  };
  const onKey = (event: KeyboardEvent, isDown: boolean): void => {
    if (!isCaptured) {
      if (isDown && event.key === "Enter") start();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (isDown && event.ctrlKey && event.altKey && event.code === "KeyG") {
      release();
      return;
    }
    // The key that started the capture was not pressed in the machine.
    if (!isDown && !pressed.current.has(event.code)) return;
    if (isDown) pressed.current.add(event.code);
    else pressed.current.delete(event.code);
    send(keyEvent(event.code, isDown));
  };
  return { isCaptured, failure, send, start, release, onKey };
}
