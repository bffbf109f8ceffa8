import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice } from "../components/notice.js";
import type { View, ViewProps } from "./view.js";
import { reasonOf } from "../../../tool-error.js";

interface Props extends ViewProps {
  readonly view: View;
}

/** Shows a view when its code is loaded. */
export function ViewLoader({ view, path }: Props): VNode {
  const [Loaded, setLoaded] = useState<ComponentType<ViewProps> | undefined>();
  const [failure, setFailure] = useState<string | undefined>();
  useEffect(() => {
    view.load().then(
      (component) => {
        setLoaded(() => component);
      },
      (error: unknown) => {
        setFailure(reasonOf(error));
      },
    );
  }, [view]);
  if (failure !== undefined)
    return <Notice kind="error">{`The view could not be loaded: ${failure}`}</Notice>;
  return Loaded === undefined ? <Notice>Loading</Notice> : <Loaded path={path} />;
}
