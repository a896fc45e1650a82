/** What is really in a picture, as its folder or its scene says. */
export interface Label {
  readonly person: boolean;
  readonly count: number;
}

const TRUTHS_MAX = 262_144;

/**
 * Labels by picture, which the board fills as its camera serves frames and only the local cloud
 * reads: the firmware's bytes are the one way from a frame to its label.
 */
export class Truth {
  readonly #labels = new Map<string, Label>();

  /** `sha256` is of the exact JPEG bytes that the camera gave out, in hexadecimal. */
  learn(sha256: string, label: Label): void {
    this.#labels.delete(sha256);
    this.#labels.set(sha256, label);
    const [oldest] = this.#labels.keys();
    if (this.#labels.size > TRUTHS_MAX && oldest !== undefined) this.#labels.delete(oldest);
  }

  of(sha256: string): Label | undefined {
    return this.#labels.get(sha256);
  }
}
