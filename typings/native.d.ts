/**
 * How a script reaches C (Moddable SDK; emulated by the desktop host). Always written
 * `m(...args) { return native("xs_m").call(this, ...args); }`: only so does C see how many
 * arguments its caller gave, on both.
 */
declare function native(name: string): (...args: unknown[]) => unknown;

/** A base class of C objects with this destructor. */
declare function Native(name: string): new () => object;
