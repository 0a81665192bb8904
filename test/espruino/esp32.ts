/**
 * What an ESP32 has and Espruino for Linux has not, as a script that runs before the firmware: Wi-Fi,
 * pins, the second UART (a named pipe), a clock that can be set, ports below 1024, a restart that a
 * test can see, and, where the interpreter has no flash at the ESP32's addresses, a partition in a file.
 *
 * The console stays open for the test's own commands, unless it is to be closed as on the device.
 * Names of one or two letters are the firmware's: it stands outside of all functions, too.
 */
export interface FakeNetwork {
  ssid: string;
  password?: string;
  rssi: number;
  authMode: string;
}

export interface Esp32Options {
  /** The named pipe that stands for the P1 port. */
  pipe: string;
  networks: FakeNetwork[];
  /** Ports of the firmware -> ports of this machine. */
  ports: Record<number, number>;
  /** The interpreter has flash at 0x310000 of its own. */
  hasFlash: boolean;
  isConsoleClosed?: boolean;
  /** The 64 kB at 0x310000, where the interpreter has none. */
  partition: string;
}

/**
 * As jswrap_esp32_network.c has it, with what is odd. In 2v25: an access point that anybody may join at the
 * beginning, a connect that is ignored while connected, and a look-up that knows nothing at first and then
 * gives the bytes of a pointer. In both: a scan while it joins never ends, a name is not taken before there
 * is a station, a fixed address has no effect since the DHCP client runs.
 */
const WIFI = `
Modules.addCached("Wifi", function () {
  var on = {}, up, ap, joining, stuck, asked = {}, W = exports, OLD = process.env.VERSION == "2v25";
  W.delay = 200;
  W.scanMs = 100;
  W.isOpen = OLD;
  W.on = function (e, f) { on[e] = f; };
  W.emit = function (e, d) { if (on[e]) on[e](d); };
  W.fail = function (m) { up = undefined; W.emit("disconnected", { msg: m }); };
  W.connect = function (s, o) {
    if (up && OLD) return;
    W.disconnect();
    joining = true;
    setTimeout(function () {
      var n = NETWORKS().filter(function (n) { return n.ssid == s; })[0];
      joining = false;
      if (!n || W.away) return W.fail("NO_AP_FOUND");
      if ((n.password || "") != o.password) return W.fail("4WAY_HANDSHAKE_TIMEOUT");
      up = n;
      W.emit("connected", { ip: "127.0.0.1" });
    }, W.delay);
  };
  W.disconnect = function () {
    if (up) setTimeout(W.emit, 0, "disconnected", { msg: "ASSOC_LEAVE" });
    up = undefined;
  };
  W.startAP = function (s, o) {
    ap = true;
    W.isOpen = false;
    print("AP up", s, o.password, o.authMode);
  };
  W.stopAP = function () {
    if (ap) print("AP down");
    ap = W.isOpen = false;
  };
  W.scan = function (f) {
    if (stuck) throw new Error("A scan is already in progress");
    stuck = true;
    if (joining) return;
    setTimeout(function () {
      stuck = false;
      f(NETWORKS().filter(function (n) { return !n.hidden; }));
    }, W.scanMs);
  };
  W.setHostname = function (n) { if (up) W.host = n; };
  W.setIP = function (o, f) { f(); };
  W.getIP = function () { return { ip: up ? "127.0.0.1" : "0.0.0.0", mac: "a1:b2:c3:d4:e5:f6" }; };
  W.getStatus = function () { return up ? { rssi: up.rssi } : {}; };
  W.getHostByName = function (h, f) {
    var isKnown = asked[h];
    asked[h] = true;
    if (OLD) f(isKnown ? "80.138.251.63" : null);
    else setTimeout(f, 50, h == "broker.lan" ? "127.0.0.1" : null);
  };
});`;

const PINS = `
global.LAMPS = "";
global.PRESSED = 0;
global.pinMode = function () {};
global.digitalRead = function () { return PRESSED ? 0 : 1; };
global.digitalWrite = function (p, v) { PIN[p] = v ? 1 : 0; };
var PIN = {};`;

const SYSTEM = `
E.reboot = function () { print("RESTART!"); quit(); };
E.enableWatchdog = function () {};
E.kickWatchdog = function () {};`;

/** A module that stands in front of the interpreter's own, shifts its ports, and looks a name up. */
const PORTS = `
var REAL = { net: require("net"), dgram: require("dgram") };
Modules.addCached("net", function () {
  exports.connect = function (o, f) {
    if (o.host == "broker.lan") o.host = "127.0.0.1";
    return REAL.net.connect(o, f);
  };
  exports.createServer = function (f) {
    var s = REAL.net.createServer(f);
    return { listen: function (p) { s.listen(PORTS[p] || p); } };
  };
});
Modules.addCached("dgram", function () {
  exports.createSocket = function (k) {
    var s = REAL.dgram.createSocket(k), b = s.bind;
    s.bind = function (p) { return b.call(s, PORTS[p] || p); };
    return s;
  };
});`;

/** The partition as a file; Storage, from 0x320000 on, is where the interpreter has it. */
const FLASH = `
var DISK = require("fs"), CHIP = require("Flash"), PART;
function part() {
  if (PART) return;
  PART = new Uint8Array(65536);
  PART.fill(255);
  var t = DISK.readFileSync(PARTITION);
  if (t && t.length == 65536) PART.set(t);
}
Modules.addCached("Flash", function () {
  var S = 0x320000 - CHIP.getFree()[0].addr;
  exports.read = function (n, a) {
    if (a >= 0x320000) return CHIP.read(n, a - S);
    part();
    // A copy, as flash gives.
    return new Uint8Array(new Uint8Array(PART.buffer, a - 0x310000, n));
  };
  exports.write = function (d, a) {
    if (a >= 0x320000) return CHIP.write(d, a - S);
    part();
    for (var i = 0; i < d.length; i++) PART[a - 0x310000 + i] &= d[i];
    DISK.writeFileSync(PARTITION, E.toString(PART));
  };
  exports.erasePage = function (a) {
    if (a >= 0x320000) return CHIP.erasePage(a - S);
    part();
    PART.fill(255, a - 0x310000, a - 0x310000 + 4096);
    DISK.writeFileSync(PARTITION, E.toString(PART));
  };
});`;

/** Espruino for Linux cannot set the clock, and its timers run wild when it is asked to. */
const CLOCK = `
(function (real) {
  var by = 0;
  global.setTime = function (t) { by = t - real(); };
  global.getTime = function () { return real() + by; };
})(getTime);`;

const OPEN_CONSOLE = `
E.lockConsole = function () {};
E.setConsole = function () {};`;

export function esp32Script(o: Esp32Options): string {
  return [
    `function NETWORKS() { return ${JSON.stringify(o.networks)}; }`,
    `var PORTS = ${JSON.stringify(o.ports)}, PARTITION = ${JSON.stringify(o.partition)};`,
    `(function (setup) {
      Serial3.setup = function (b) { setup.call(Serial3, b, { path: ${JSON.stringify(o.pipe)} }); };
    })(Serial3.setup);`,
    WIFI,
    PINS,
    SYSTEM,
    CLOCK,
    PORTS,
    o.hasFlash ? '' : FLASH,
    o.isConsoleClosed ? '' : OPEN_CONSOLE,
  ].join('\n');
}
