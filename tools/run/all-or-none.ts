interface Closable {
  close(): Promise<void>;
}

type Keep = <Thing extends Closable | undefined>(thing: Thing) => Thing;

/**
 * What `make` makes of things that it opens one after the other and keeps. They are its own to close
 * from then on; where it fails they are closed here: one server left open and the process never ends.
 */
export async function allOrNone<Made>(make: (keep: Keep) => Promise<Made>): Promise<Made> {
  const kept: Closable[] = [];
  try {
    return await make((thing) => {
      if (thing) kept.push(thing);
      return thing;
    });
  } catch (error) {
    for (const thing of kept.reverse()) await thing.close();
    throw error;
  }
}
