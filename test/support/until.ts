const TURNS_MAX = 20_000;

/** Lets the event loop turn until a fact holds; fails after many turns. No clock is looked at. */
export async function until(fact: () => boolean | Promise<boolean>, what = 'the fact'): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    if (await fact()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`${what} did not come to hold`);
}
