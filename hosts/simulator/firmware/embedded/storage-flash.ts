/** The standard's specifier; the class has a path of its own, for its relative imports. */
export { default } from "hosts/simulator/firmware/flash";
