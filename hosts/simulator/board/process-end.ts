/** What asks a process to end, and would end it without a word to its "exit" listeners. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const works = new Set<() => void>();

/**
 * Does `work`, which cannot wait for anything, before this process ends: by itself, by an exception
 * or by a signal that asks. What comes back calls it off.
 */
export function atProcessEnd(work: () => void): () => void {
  if (works.size === 0) listen();
  works.add(work);
  return () => {
    if (works.delete(work) && works.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", doAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function stopListening(): void {
  process.off("exit", doAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

/** Whoever else listens to a signal decides what becomes of it; the process may well go on. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  doAll();
  // Nobody listens any more: it ends the process as it would have, and is told so by its parent.
  process.kill(process.pid, signal);
}

function doAll(): void {
  for (const work of works) {
    try {
      work();
    } catch {
      // One that fails takes nothing from the others, and there is nobody left to tell.
    }
  }
  works.clear();
  stopListening();
}
