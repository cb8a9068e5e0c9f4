// The one stream of this browser, shared by all its windows and seats: a
// browser opens at most six HTTP/1.1 connections to a host, so a stream per
// window would make the seventh request hang. The stream itself is nobody's;
// each window asks for its own topics with its own seat's cookie.
const windows = new Set();
let stream = "";
let source = null;

function tell(message) {
  for (const w of windows) w.postMessage(message);
}

function open() {
  source = new EventSource("/live");
  source.addEventListener("hello", (e) => {
    stream = JSON.parse(e.data).stream;
    tell({ hello: stream });
  });
  source.addEventListener("topic", (e) => tell(JSON.parse(e.data)));
  source.addEventListener("error", () => {
    stream = "";
    tell({ down: true });
    if (source.readyState === EventSource.CLOSED) setTimeout(open, 1500);
  });
}

self.addEventListener("connect", (e) => {
  const w = e.ports[0];
  windows.add(w);
  w.addEventListener("message", (m) => {
    if (m.data === "bye") windows.delete(w);
  });
  w.start();
  if (!source) open();
  else if (stream) w.postMessage({ hello: stream });
});
