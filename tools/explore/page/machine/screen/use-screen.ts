import { useEffect, useState } from "preact/hooks";
import type { Session } from "qapi-ts";
import { readScreen } from "../../connection/screen.js";
import { reasonOf } from "../../../../tool-error.js";

/** The picture of a screen. */
interface ScreenState {
  /** The address of the latest picture. */
  readonly address: string | undefined;
  /** Why the last picture could not be read. */
  readonly error: string | undefined;
}

/** The longest time between two attempts after an error, in milliseconds. */
const errorDelay = 5_000;

/**
 * Reads the screen of the machine again and again, while the page is visible.
 * @param interval - milliseconds between two pictures; 0 reads one.
 */
export function useScreen(session: Session, interval: number): ScreenState {
  const [state, setState] = useState<ScreenState>({ address: undefined, error: undefined });
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shown: string | undefined;
    const read = async (): Promise<void> => {
      let delay = interval;
      if (!document.hidden) {
        const next = await nextPicture();
        if (!isCurrent) return;
        if (next.error === undefined) {
          if (shown !== undefined) URL.revokeObjectURL(shown);
          shown = next.address;
          setState(next);
        } else {
          delay = errorDelay;
          setState((last) => ({ ...last, error: next.error }));
        }
      }
      if (interval > 0) timer = setTimeout(() => void read(), delay);
    };
    void read();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [session, interval]);
  return state;
}

async function nextPicture(): Promise<ScreenState> {
  try {
    return { address: URL.createObjectURL(await readScreen()), error: undefined };
  } catch (error) {
    return { address: undefined, error: reasonOf(error) };
  }
}
