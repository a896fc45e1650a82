/** Ctrl-C ends the run after the wake that is on, with its figures; a second one ends it at once. */
export class StopRequest {
  asked = false;
  readonly #onAsked: () => void;
  readonly #onSignal = () => {
    if (this.asked) process.exit(130);
    this.asked = true;
    process.stderr.write("\nstopping after this wake\n");
    this.#onAsked();
  };

  /** `onAsked` gives up what may hold the next wake up for long. */
  constructor(onAsked: () => void = () => {}) {
    this.#onAsked = onAsked;
    process.on("SIGINT", this.#onSignal);
  }

  forget(): void {
    process.off("SIGINT", this.#onSignal);
  }
}
