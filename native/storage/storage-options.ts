/** What the two modules of ECMA-419, 28 share: options and iterators. */

export interface StorageOptions {
  readonly options: object;
  readonly path: string;
  readonly writable: boolean;
}

/** Reads each option once and leaves the object alone. */
export function optionsOf(options: unknown): StorageOptions {
  if (options === null || typeof options !== "object") throw new TypeError("no options");
  if (!("path" in options)) throw new Error("no path");
  const path = `${(options as { path: unknown }).path}`;
  const mode = textOption(options, "mode", "r+");
  if (mode !== "r" && mode !== "r+") throw new Error(`no mode "${mode}"`);
  return { options, path, writable: mode === "r+" };
}

/** An option as a string; the template throws where it cannot be one. */
export function textOption(options: object, name: string, otherwise: string): string {
  return name in options ? `${(options as Record<string, unknown>)[name]}` : otherwise;
}

/** Names as they were when the iteration began; `return` ends it early. */
export class ListIterator {
  #names: readonly string[] | null;
  #next = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  next(): { done: boolean; value: string | undefined } {
    const names = this.#names;
    if (names !== null && this.#next < names.length) {
      const value = names[this.#next];
      this.#next += 1;
      return { done: false, value };
    }
    return this.return();
  }

  return(): { done: boolean; value: undefined } {
    this.#names = null;
    return { done: true, value: undefined };
  }
}
