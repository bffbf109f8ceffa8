import type { VNode } from "preact";
import type { Session } from "qapi-ts";
import { buttonEvent, keyEvent, pointerEvents } from "./key-codes.js";
import { useCapture, type Capture } from "./use-capture.js";

interface Props {
  readonly session: Session;
  /** That of the picture. */
  readonly address: string;
}

/** The picture of the screen. While it is captured, keys and clicks go to the machine. */
export function ScreenInput({ session, address }: Props): VNode {
  const capture = useCapture(session);
  const { isCaptured, failure, send } = capture;
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
      <CapturedScreen capture={capture} address={address} />
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

interface CapturedProps {
  readonly capture: Capture;
  readonly address: string;
}

function CapturedScreen({ capture, address }: CapturedProps): VNode {
  const { isCaptured, send, start, release, onKey } = capture;
  return (
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
        else start();
      }}
      onContextMenu={(event) => {
        if (isCaptured) event.preventDefault();
      }}
    >
      <img src={address} alt="What the machine's screen shows" draggable={false} />
    </div>
  );
}

function placeOf({ currentTarget, clientX, clientY }: MouseEvent): readonly object[] {
  if (!(currentTarget instanceof Element)) return [];
  const picture = currentTarget.querySelector("img")?.getBoundingClientRect();
  if (picture === undefined) return [];
  return pointerEvents((clientX - picture.left) / picture.width, (clientY - picture.top) / picture.height);
}
