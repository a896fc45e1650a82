import type { NetworkCode } from "../../../modules/host/network.js";
import { networkError } from "../../../native/tls/tls-session.js";
import type { NameLookup } from "./name-lookup.js";
import type { NetworkClock } from "./network-clock.js";
import type { WifiLink } from "./wifi-link.js";

export interface ResolverOptions {
  readonly link: WifiLink;
  readonly lookup: NameLookup;
  /** Present where the connection that follows is TLS, which wants a clock. */
  readonly clock?: NetworkClock;
}

export interface ResolveOptions {
  readonly host: string;
  readonly onResolved: (host: string, address: string) => void;
  readonly onError: (error: Error) => void;
}

/**
 * DNS resolver (ECMA-419, 20) that brings up what a connection needs: it is what an HTTP client asks
 * first. The network, then the time, then the name; each is bounded, and its failure has a code.
 */
export class Resolver {
  readonly #options: ResolverOptions;
  #isClosed = false;

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  /** Calls one of both back, once, never from within. */
  resolve({ host, onResolved, onError }: ResolveOptions): void {
    const { link, lookup } = this.#options;
    const fail = (code: NetworkCode, words: string) => onError(networkError(code, words));
    link.join((code) => {
      if (this.#isClosed) return;
      if (code !== undefined) {
        fail(code, "the network cannot be joined");
        return;
      }
      this.#ensureClock((isSet) => {
        if (this.#isClosed) return;
        if (!isSet) {
          fail("tls-clock-unset", "nobody tells the time: no certificate can be judged");
          return;
        }
        lookup.find(host, (address) => {
          if (this.#isClosed) return;
          if (address === undefined) fail("network-name-not-found", "the name has no address");
          else onResolved(host, address);
        });
      });
    });
  }

  close(): void {
    this.#isClosed = true;
  }

  #ensureClock(callback: (isSet: boolean) => void): void {
    const { clock, link } = this.#options;
    if (clock === undefined) callback(true);
    else clock.ensure(link.settings?.timeServer ?? "", callback);
  }
}
