import { useEffect, useState } from "preact/hooks";

/** Returns whether the system prefers dark colors, which a canvas has to be drawn again for. */
export function useColorScheme(): boolean {
  const [isDark, setDark] = useState(() => query().matches);
  useEffect(() => {
    const list = query();
    const follow = (): void => {
      setDark(list.matches);
    };
    list.addEventListener("change", follow);
    return () => {
      list.removeEventListener("change", follow);
    };
  }, []);
  return isDark;
}

function query(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}
