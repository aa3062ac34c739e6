/** What an execution makes once, and with it every further loader: it lives as long as the execution's loaders. */
import type { Context } from "./context.ts";
import type { Loaders } from "./loaders.ts";

/** Returns what hands out the one of this execution and key, made by `create` when it is first asked for. */
export function perExecution<T>(create: (context: Context) => T): (context: Context) => T {
  const made = new WeakMap<Loaders, T>();
  return (context) => {
    let one = made.get(context.loaders);
    if (one === undefined) made.set(context.loaders, (one = create(context)));
    return one;
  };
}

/** The same, one for each page asked for: what is the same page of several lists is read by one statement. */
export function perPage<Page extends object, T>(
  create: (context: Context, page: Page) => T,
): (context: Context, page: Page) => T {
  const pagesOf = perExecution(() => new Map<string, T>());
  return (context, page) => {
    const pages = pagesOf(context);
    const key = JSON.stringify(page);
    let one = pages.get(key);
    if (one === undefined) pages.set(key, (one = create(context, page)));
    return one;
  };
}
