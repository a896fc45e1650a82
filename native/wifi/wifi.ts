import type { ByteBuffer } from "../../modules/host/bytes.js";

/** In the order of `enum wifi_state` in wifi.h. */
const STATES = Object.freeze([
  "off",
  "idle",
  "joining",
  "joined",
  "not-found",
  "refused",
  "lost",
] as const);

export type StationState = (typeof STATES)[number];

export const STATION_MEMORY_BYTES = 16;

export interface AccessPoint {
  readonly ssid: string;
  /** Empty for an open network. */
  readonly password: string;
  /** Six bytes; with it and the channel no other channel is searched. */
  readonly bssid?: ByteBuffer | undefined;
  /** 0 where it is not known. */
  readonly channel: number;
  /** Own address, netmask, gateway and DNS server, four bytes each; zero asks the network. */
  readonly addresses: ByteBuffer;
}

/** A Wi-Fi station (wifi.h). No method waits and none calls back: whoever joins asks for the state. */
export interface Station {
  /** False where the radio cannot be had. */
  start(): boolean;
  /** Begins to join, and gives up what was begun before. */
  join(accessPoint: AccessPoint): boolean;
  state(): StationState;
  /** BSSID (six bytes) and channel of the one that was joined. */
  joined(): ArrayBuffer | undefined;
  /** Radio off; may be called again. */
  stop(): void;
  /** STATION_MEMORY_BYTES that deep sleep keeps, zero after any other start. */
  recall(): ArrayBuffer;
  remember(bytes: ByteBuffer): void;
  /** Sets the chip's clock to so many seconds since 1970. */
  setClock(seconds: number): void;
  /** Begins to look a name up. */
  lookUp(name: string): void;
  /** The address, "" where there is none, undefined while it is looked for. */
  lookedUp(): string | undefined;
  /** Sends one UDP packet and forgets the question before; false where it could not be sent. */
  ask(address: string, port: number, packet: ByteBuffer): boolean;
  /** The next packet, of at most 128 bytes, that this peer sent since; undefined where none came. */
  answer(): ArrayBuffer | undefined;
  forgetQuestion(): void;
}

class NativeStation implements Station {
  start(...args: []): boolean {
    return native("xs_wifi_start").call(this, ...args) as boolean;
  }

  join({ ssid, password, bssid, channel, addresses }: AccessPoint): boolean {
    return this.#join(ssid, password, bssid, channel, addresses);
  }

  state(...args: []): StationState {
    return STATES[native("xs_wifi_state").call(this, ...args) as number] ?? "off";
  }

  joined(...args: []): ArrayBuffer | undefined {
    return native("xs_wifi_joined").call(this, ...args) as ArrayBuffer | undefined;
  }

  stop(...args: []): void {
    native("xs_wifi_stop").call(this, ...args);
  }

  recall(...args: []): ArrayBuffer {
    return native("xs_wifi_recall").call(this, ...args) as ArrayBuffer;
  }

  remember(...args: [bytes: ByteBuffer]): void {
    native("xs_wifi_remember").call(this, ...args);
  }

  setClock(...args: [seconds: number]): void {
    native("xs_wifi_set_clock").call(this, ...args);
  }

  lookUp(...args: [name: string]): void {
    native("xs_wifi_look_up").call(this, ...args);
  }

  lookedUp(...args: []): string | undefined {
    return native("xs_wifi_looked_up").call(this, ...args) as string | undefined;
  }

  ask(...args: [address: string, port: number, packet: ByteBuffer]): boolean {
    return native("xs_wifi_ask").call(this, ...args) as boolean;
  }

  answer(...args: []): ArrayBuffer | undefined {
    return native("xs_wifi_answer").call(this, ...args) as ArrayBuffer | undefined;
  }

  forgetQuestion(...args: []): void {
    native("xs_wifi_forget_question").call(this, ...args);
  }

  #join(
    ...args: [
      ssid: string,
      password: string,
      bssid: ByteBuffer | undefined,
      channel: number,
      addresses: ByteBuffer,
    ]
  ): boolean {
    return native("xs_wifi_join").call(this, ...args) as boolean;
  }
}

export const station: Station = Object.freeze(new NativeStation());
