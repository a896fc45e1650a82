/** Socket classes of the standard (ECMA-419, 12), as the Moddable SDK has them on the chip. */
declare module "embedded:io/socket/tcp" {
  export default class TCP {
    constructor(options: object);
    format: string;
    read(wanted?: number): ArrayBuffer | undefined;
    write(bytes: ArrayBuffer): number | undefined;
    close(): void;
  }
}
