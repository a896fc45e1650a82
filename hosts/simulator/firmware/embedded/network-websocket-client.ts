export { default } from "hosts/simulator/firmware/web-socket-client";
