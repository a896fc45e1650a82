/** A light, as the standard's Digital (ECMA-419, 10) drives it. */
export interface Light {
  /** 1 lights it and 0 darkens it, whatever level its wiring wants. */
  write(value: 0 | 1): void;
  /** Leaves it dark. May be repeated. */
  close(): void;
}

/** The provider's entry for a light: its class and the host's own options for it. */
export interface LightEntry {
  readonly io: new (options: object) => Light;
}

/** What shines on the board. A light that it lacks has no entry. */
export interface Lights {
  /** A small one, for whoever stands before the device. */
  readonly indicator?: LightEntry;
  /** A bright one, beside the lens. */
  readonly flash?: LightEntry;
}
