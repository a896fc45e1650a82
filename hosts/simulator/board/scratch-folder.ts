import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atProcessEnd } from "./process-end.js";

/** Others may still be writing to it, at the end of a process. */
const TRIES = 3;

/** A folder for a while: removed when it is told so, or else with this process. */
export class ScratchFolder {
  readonly path: string;
  readonly #callOff: () => void;

  /** `name` is for people who look into the system's folder. */
  constructor(name: string) {
    // Listening first: a signal between the folder and that would end the process and leave it.
    this.#callOff = atProcessEnd(() => this.#removeFiles());
    try {
      this.path = mkdtempSync(join(tmpdir(), `nightjar-${name}-`));
    } catch (error) {
      this.#callOff();
      throw error;
    }
  }

  remove(): void {
    this.#callOff();
    this.#removeFiles();
  }

  #removeFiles(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: TRIES });
  }
}
