const key = "qapi-explorer-token";

/**
 * Returns the token in the fragment of the page's address, `#token=TOKEN`, and removes it from the address, so that the
 * history and screenshots do not contain it. A reload in the same tab returns it again.
 */
export function takeToken(): string | undefined {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token !== undefined) {
    history.replaceState(null, "", `${location.pathname}#/`);
    sessionStorage.setItem(key, token);
  }
  return token ?? storedToken();
}

/** Returns the token that `takeToken` found. */
export function storedToken(): string | undefined {
  return sessionStorage.getItem(key) ?? undefined;
}
