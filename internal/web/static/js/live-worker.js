/**
 * Holds the one event stream for all windows of this browser. Browsers open
 * only six connections to a server over HTTP/1.1: a stream for each window
 * would leave the seventh window hanging.
 */
import { Stream } from "./live-stream.js";

const ports = new Set();
const stream = new Stream(tellAll);

function tellAll(message) {
  for (const port of ports) port.postMessage(message);
}

self.onconnect = (event) => {
  const port = event.ports[0];
  ports.add(port);
  port.onmessage = (e) => e.data === "bye" && ports.delete(port);
  if (stream.up !== null) port.postMessage({ kind: "state", up: stream.up });
  if (stream.stream) port.postMessage({ kind: "hello", stream: stream.stream });
};
