import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Session } from "qapi-ts";
import { buttonEvent, keyEvent, pointerEvents } from "./key-codes.js";
import { reasonOf } from "./use-poll.js";

interface Props {
  readonly session: Session;
  /** That of the picture. */
  readonly address: string;
}

/** The picture of the screen. While it is captured, keys and clicks go to the machine. */
export function ScreenInput({ session, address }: Props): VNode {
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
  const release = (): void => {
    // A key that is still pressed would stay pressed in the machine.
    send(...[...pressed.current].map((code) => keyEvent(code, false)));
    pressed.current.clear();
    setCaptured(false);
  };
  const onKey = (event: KeyboardEvent, isDown: boolean): void => {
    if (!isCaptured) {
      if (isDown && event.key === "Enter") setCaptured(true);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (isDown && event.ctrlKey && event.altKey && event.code === "KeyG") {
      release();
      return;
    }
    if (isDown) pressed.current.add(event.code);
    else pressed.current.delete(event.code);
    send(keyEvent(event.code, isDown));
  };
  return (
    <>
      <p class="reply-status" role="status">
        {isCaptured
          ? "Keys and clicks go to the machine. Ctrl+Alt+G releases them."
          : "Click the screen, or press Enter on it, to send keys and clicks."}
      </p>
      {failure !== undefined && (
        <p class="field-issue" role="alert">
          {failure}
        </p>
      )}
      <div
        class={`screen${isCaptured ? " screen-captured" : ""}`}
        tabIndex={0}
        role="application"
        aria-label="The machine's screen"
        onKeyDown={(event) => {
          onKey(event, true);
        }}
        onKeyUp={(event) => {
          onKey(event, false);
        }}
        onBlur={release}
        onMouseDown={(event) => {
          if (isCaptured) send(...placeOf(event), buttonEvent(event.button, true));
        }}
        onMouseUp={(event) => {
          if (isCaptured) send(...placeOf(event), buttonEvent(event.button, false));
          else setCaptured(true);
        }}
        onContextMenu={(event) => {
          if (isCaptured) event.preventDefault();
        }}
      >
        <img src={address} alt="What the machine's screen shows" draggable={false} />
      </div>
      <p>
        <button
          type="button"
          onClick={() => {
            const keys = ["ControlLeft", "AltLeft", "Delete"];
            send(...keys.map((code) => keyEvent(code, true)));
            send(...keys.reverse().map((code) => keyEvent(code, false)));
          }}
        >
          Send Ctrl+Alt+Delete
        </button>
      </p>
    </>
  );
}

function placeOf({ currentTarget, clientX, clientY }: MouseEvent): readonly object[] {
  if (!(currentTarget instanceof Element)) return [];
  const picture = currentTarget.querySelector("img")?.getBoundingClientRect();
  if (picture === undefined) return [];
  return pointerEvents((clientX - picture.left) / picture.width, (clientY - picture.top) / picture.height);
}
