export { default } from "hosts/simulator/firmware/provider";
