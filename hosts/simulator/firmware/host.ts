export { openHost } from "hosts/simulator/firmware/open-host";
