/**
 * Simulated time for the device: a clock that jumps from one timer to the next whenever nothing is
 * due, so that a day takes as long as its work does. Meter and dongle keep in step: a frame is handed
 * over when its time has come, and when all its bytes (the sender says how many: DUE) are there, time goes on for
 * `periodS`; the first is due `firstS` after the start. SPARE: seconds that go on without a frame, once all have been heard.
 *
 * Runs before the firmware, after the stand-ins for the ESP32. Nothing in here may take more variables as
 * time passes: numbers begin above 8191, from where on they take one of their own, and the interpreter's
 * class of errors, which stays from the first error on, is called for at once.
 */
export function timeScript(periodS: number, firstS = 5): string {
  return `
var NOW = 1000, GATE = NOW + ${firstS}, TASKS = [], LAST = 10000, REAL_INTERVAL = setInterval;
var ENDS = [], END = 10000, HEARD = END, PIECES = [], SPARE = 0, TAKE;
new Error();
function DUE(size) {
  END += size;
  ENDS.push(END);
}
global.getTime = function () { return NOW; };
global.setTime = function (t) {
  var by = t - NOW;
  NOW = t;
  GATE += by;
  TASKS.forEach(function (k) { k.at += by; });
};
function TASK(f, ms, given, every) {
  TASKS.push({ id: ++LAST, at: NOW + ms / 1000, f: f, given: given, every: every });
  return LAST;
}
global.setTimeout = function (f, ms, given) { return TASK(f, ms, given, 0); };
global.setInterval = function (f, ms) { return TASK(f, ms, undefined, ms / 1000); };
global.clearTimeout = global.clearInterval = function (id) {
  TASKS = TASKS.filter(function (k) { return k.id != id; });
};
function NEXT() {
  var i, best = 0;
  for (i = 1; i < TASKS.length; i++) if (TASKS[i].at < TASKS[best].at) best = i;
  return best;
}
function PUMP() {
  var i, n, k;
  while (ENDS.length && HEARD >= ENDS[0]) {
    ENDS.shift();
    GATE += ${periodS};
  }
  // Not before: in the middle of a frame it would be a silence.
  if (!ENDS.length) {
    GATE += SPARE;
    SPARE = 0;
  }
  for (n = 0; n < 4 && TASKS.length; n++) {
    i = NEXT();
    k = TASKS[i];
    if (k.at > NOW) {
      if (k.at > GATE) break;
      NOW = k.at;
    }
    if (k.every) k.at += k.every;
    else TASKS.splice(i, 1);
    k.f(k.given);
    i = -1;
  }
  // Only when the time has come for it.
  if (i >= 0 && PIECES.length && ENDS.length) {
    k = PIECES.shift();
    n = ENDS[0] - HEARD;
    // What belongs to the next frame waits for its own time.
    if (k.length > n) PIECES.unshift(k.substr(n));
    k = k.substr(0, n);
    HEARD += k.length;
    TAKE(k);
  }
}
(function (on) {
  Serial3.on = function (e, f) {
    TAKE = f;
    on.call(Serial3, e, function (d) { PIECES.push(d); });
  };
})(Serial3.on);
REAL_INTERVAL(PUMP, 1);
`;
}
