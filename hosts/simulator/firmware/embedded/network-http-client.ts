export { default } from "hosts/simulator/firmware/http-client";
