/** What somebody did is kept; only showing what came of it failed. `message` says what was kept, without an end. */
export class KeptNotShown extends Error {
  override readonly name = 'KeptNotShown';
}

/** Runs what only shows; a failure says what was kept all the same. */
export async function showing<T>(kept: string, show: () => Promise<T>): Promise<T> {
  try {
    return await show();
  } catch (cause) {
    throw new KeptNotShown(kept, { cause });
  }
}
