/**
 * Clients that take one byte a second, or a piece now and then: what the ESP32's few kilobytes of buffers make of
 * them at once, and a PC's megabytes only after hours. In: at the console, `TRICKLE[port] = n`: so many of the next
 * connections to this port of the firmware; `TRICKLE.bytes` every `TRICKLE.ms`. Out: sockets that hand on so much,
 * and say they have drained when they have.
 *
 * Runs before the firmware, after the stand-ins for the ESP32.
 */
export const TRICKLE = `
var TRICKLE = { bytes: 1, ms: 1000 };
function TRICKLED(raw) {
  var text = "", drained, isOver, timer, slow;
  function stop() {
    clearInterval(timer);
    text = "";
    slow.cls = true;
  }
  slow = {
    on: function (e, f) {
      if (e == "drain") drained = f;
      else raw.on(e, f);
    },
    removeAllListeners: function () {
      drained = undefined;
      raw.removeAllListeners();
      raw.on("close", stop);
    },
    write: function (d) { text += d; },
    end: function () { isOver = true; },
  };
  raw.on("close", stop);
  timer = setInterval(function () {
    if (slow.clsNow || (isOver && text == "")) {
      stop();
      raw.clsNow = !!slow.clsNow;
      raw.end();
    } else if (text != "") {
      // Who has gone in this moment is told by the event that follows.
      try {
        raw.write(text.substr(0, TRICKLE.bytes));
      } catch (e) {}
      text = text.substr(TRICKLE.bytes);
      if (text == "" && drained) drained();
    }
  }, TRICKLE.ms);
  return slow;
}
(function (net, create) {
  net.createServer = function (f) {
    var port, server = create(function (raw) {
      if (!TRICKLE[port]) return f(raw);
      TRICKLE[port]--;
      f(TRICKLED(raw));
    });
    return { listen: function (p) { port = p; server.listen(p); } };
  };
})(require("net"), require("net").createServer);
`;

/** Variables that this takes, and each such socket. */
export const TRICKLE_VARIABLES = 90;
export const TRICKLED_VARIABLES = 150;
