export { default } from "hosts/simulator/firmware/key-value";
