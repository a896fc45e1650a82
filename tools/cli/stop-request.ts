/**
 * Ctrl-C ends the run after the wake that is on, with its figures; a second one ends it at once. Standard
 * output that nobody reads any more asks for the former, without a word.
 */
export class StopRequest {
  asked = false;
  readonly #onAsked: () => void;
  readonly #onSignal = () => {
    if (this.asked) process.exit(130);
    this.asked = true;
    process.stderr.write("\nstopping after this wake\n");
    this.#onAsked();
  };

  readonly #onUnread = () => {
    this.asked = true;
  };

  /** `onAsked` gives up what may hold the next wake up for long. */
  constructor(onAsked: () => void = () => {}) {
    this.#onAsked = onAsked;
    process.on("SIGINT", this.#onSignal);
    process.stdout.on("error", this.#onUnread);
  }

  forget(): void {
    process.off("SIGINT", this.#onSignal);
    process.stdout.off("error", this.#onUnread);
  }
}
