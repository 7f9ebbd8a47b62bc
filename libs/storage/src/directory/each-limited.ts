/** Runs `action` for every item, at most `limit` at once; rejects with the first failure after those under way have ended. */
export async function eachLimited<T>(
  items: Iterable<T>,
  limit: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failure: { readonly cause: unknown } | null = null;
  const work = async (): Promise<void> => {
    for (let step = iterator.next(); step.done !== true && failure === null; step = iterator.next()) {
      try {
        await action(step.value);
      } catch (error) {
        failure ??= { cause: error };
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  const failed = failure as { readonly cause: unknown } | null;
  if (failed !== null) throw failed.cause;
}
