/**
 * Tends the dongle: network, broker, state, lamps, button and its own health, in this order.
 * In: the time, four times a second; it must not jump. Out: calls to the ports.
 */
import { tickApp } from '../app.ts';
import { AUTHENTICATED, TELEGRAMS } from '../counts.ts';
import { stateMessage } from '../message/topics.ts';
import { pushMessage } from '../mqtt/queue.ts';
import { closeSession, tickSession } from '../mqtt/session.ts';
import { load as loadUpdate } from '../update/room.far.ts';
import { noteOn } from './device.ts';
import type { Device } from './device.ts';
import { hasAddress } from './dial.ts';
import { tickLink } from './link.ts';
import { factoryReset, restartSoon } from './restart.ts';
import type { Run } from './run.ts';
import { lampsOf, stateOf } from './state.ts';
import type { State } from './state.ts';

/** Ticks in ten seconds; the lamps' eight quarters fit in, so that ticks are counted no further. */
const STRETCH = 40;
const CLOCK_MS = 3600000;
const HEALTHY_MS = 120000;
const TRIAL_MS = 600000;
const SAFE_MS = 900000;
/** A page that is open asks every few seconds. */
const VISIT_MS = 30000;
/** A connect that is due is not put off longer where the line is never quiet. */
const PATIENCE_MS = 30000;
/** An older time of the meter's is no clock any more. */
const FRESH_MS = 60000;
/** Programs ask at least once a minute, or now and then without. */
const POLL_MS = 150000;
/** One that takes longer stands still. */
const LONGEST_TELEGRAM_MS = 20000;
const STEADY_MS = 600000;
const LEAST_FREE = 400;
const MOST_SCARCE = 8;
/** Ticks of a minute: in the middle of telegrams it waits longer, since between two a restart costs less. */
const TOO_SCARCE = 240;
/** Who is let in with so many is answered too. */
const PLENTY = 1120;
const SHUT_MS = 600000;
/** Where more is switched on than fits, beginning anew helps for a moment only. */
const SHUT_AGAIN_MS = 21600000;
const PRESS_MS = 3000;
const RESET_MS = 10000;

function tickRun(d: Device, run: Run): void {
  const app = run.app;
  const isVisited = d.visitedMs !== undefined && d.nowMs - d.visitedMs < VISIT_MS;
  const isPolled = d.polledMs !== undefined && d.nowMs - d.polledMs < POLL_MS;
  app.isKept = isVisited || isPolled;
  if (!isVisited) d.found = undefined;
  if (d.printedMs !== undefined && d.nowMs - d.printedMs >= POLL_MS) {
    d.printedMs = undefined;
    app.opening.keepsText = !!app.options.keepsPrinted;
  }
  if (run.announceMs !== undefined && d.nowMs >= run.announceMs) {
    run.announceMs = undefined;
    app.publication.isDue = true;
  }
  if (tickApp(app, d.nowMs)) d.options.ports.wake();
  const utcS = app.counts.latestUtcS;
  const isDue = d.clockMs === undefined || d.nowMs - d.clockMs >= CLOCK_MS;
  if (utcS !== undefined && isDue && d.nowMs - d.goodMs < FRESH_MS) {
    d.clockMs = d.nowMs;
    d.options.ports.system.setClock(utcS);
  }
}

/** The same for the broker: apart, since connecting nests deep. */
export function tickBroker(d: Device): void {
  const run = d.run;
  if (!run || run.settings.broker === '' || d.restartMs !== undefined) return;
  const state = run.session.state;
  const isAway = state === 'idle' || state === 'waiting';
  const isReachable = d.link.state === 'up' && hasAddress(d.dial, run.settings.broker);
  if (isAway && !isReachable) return;
  // A connect holds up everything: not in the middle of a telegram, unless it has been due for long.
  const app = run.app;
  const isQuiet = app.stage === 'search' && d.nowMs - app.receiver.buffer.lastMs > 300;
  const pauseMs = state === 'waiting' ? run.session.waitMs : 0;
  const dueMs = Math.max(run.session.sinceMs + pauseMs, d.link.sinceMs);
  const isLong = d.nowMs - dueMs >= PATIENCE_MS;
  const isCalm = state === 'up' || isQuiet || isLong || d.goodTelegrams === 0;
  if (isCalm) tickSession(run.session, d.nowMs);
}

function refusalsOf(run: Run): number {
  const f = run.app.receiver.faults;
  return (f.tag || 0) + (f['auth-key'] || 0) + (f['no-key'] || 0);
}

/** What a person sees: one word, from all the signs. */
function readState(d: Device): State {
  const run = d.run;
  const all = run ? run.app.counts.numbers[TELEGRAMS] : 0;
  // A number above 8191 would take a variable of its own.
  const telegrams = all && ((all - 1) & 4095) + 1;
  if (run && telegrams !== d.goodTelegrams) {
    d.goodTelegrams = telegrams;
    d.refusals = refusalsOf(run);
    d.goodMs = d.nowMs;
  }
  return stateOf({
    isSupported: d.options.misfit === undefined,
    isSetup: d.isSetup,
    isPrepared: !!run && run.app.stage !== 'prepare',
    isJoined: d.link.state === 'up',
    isBrokerUp: !!run && (run.settings.broker === '' || run.session.state === 'up'),
    sinceGoodMs: d.nowMs - d.goodMs,
    hasTelegram: telegrams > 0,
    isKeyRefused: !!run && refusalsOf(run) > d.refusals,
  });
}

/** What has gone wrong since the tick before, at the broker or at the door. */
function noteTrouble(d: Device): void {
  const session = d.run && d.run.session;
  const faults = (session && session.faults) || 0;
  if (session && faults > d.brokerFaults) noteOn(d, 'down', session.fault);
  d.brokerFaults = faults;
  const failures = d.login.failures;
  if (failures > d.loginFailures) noteOn(d, 'refused', failures);
  d.loginFailures = failures;
}

function tellState(d: Device): void {
  const state = readState(d);
  const run = d.run;
  if (state !== d.state) {
    d.options.ports.system.print('Smarty dongle ' + d.options.version + ', ' + state);
    noteOn(d, 'state', state);
  }
  d.state = state;
  if (!run || run.session.state !== 'up') {
    d.toldState = undefined;
    return;
  }
  d.dial.misses = 0;
  if (d.toldState !== state && !run.app.options.isTrial) {
    d.toldState = state;
    pushMessage(run.session.queue, stateMessage(run.settings.name, state));
    d.options.ports.wake();
  }
}

/** A long press forgets the settings; the lamps tell before it is too late to let go. */
function tendButton(d: Device): void {
  const board = d.options.ports.board;
  if (!board.isPressed()) d.pressedMs = undefined;
  else if (d.pressedMs === undefined) d.pressedMs = d.nowMs;
  const heldMs = d.pressedMs === undefined ? 0 : d.nowMs - d.pressedMs;
  const lamps = lampsOf(heldMs >= PRESS_MS ? 'resetting' : d.state, d.quarter);
  board.light((lamps & 1) !== 0, (lamps & 2) !== 0);
  if (heldMs >= RESET_MS) factoryReset(d);
}

function isIdle(d: Device): boolean {
  return !d.run || d.run.app.stage === 'search';
}

/** Kicks the watchdog while there is progress; restarts long before the variables run out. */
function tendHealth(d: Device): void {
  const o = d.options;
  const upMs = d.nowMs - d.startMs;
  if (d.hasWorked || isIdle(d)) o.ports.system.kick();
  d.hasWorked = false;
  const free = o.ports.system.free();
  d.scarce = free < LEAST_FREE ? d.scarce + 1 : 0;
  if (free >= PLENTY) d.deniedMs = undefined;
  const isScarce = d.scarce >= (isIdle(d) ? MOST_SCARCE : TOO_SCARCE);
  const isShut = d.deniedMs !== undefined && d.nowMs - d.deniedMs >= SHUT_MS;
  if ((isScarce && upMs >= STEADY_MS) || (isShut && upMs >= SHUT_AGAIN_MS))
    restartSoon(d, 'memory');
  if (!d.isHealthy && upMs >= HEALTHY_MS) {
    d.isHealthy = true;
    d.chores.push('healthy');
  }
  // What nobody looks at any more gives way to the saved settings, or to none.
  const isTrial = d.run ? d.run.app.options.isTrial : d.wanted;
  const isPassing = o.boot.safe || isTrial;
  if (isPassing && d.nowMs - (d.visitedMs || d.startMs) >= SAFE_MS) restartSoon(d, 'user');
}

/** A new application stays when network, broker and a verified telegram were all seen. */
function tendTrial(d: Device): void {
  const boot = d.options.boot;
  const run = d.run;
  if (!boot.trial) return;
  // Without a key no tag can be right.
  const proof = run && run.settings.key === '' ? TELEGRAMS : AUTHENTICATED;
  const isProven = d.state === 'running' && !!run && run.app.counts.numbers[proof] > 0;
  if (isProven) {
    boot.trial = false;
    d.chores.push('confirm');
  } else if (d.nowMs - d.startMs >= TRIAL_MS) restartSoon(d, 'update');
}

function tendFetch(d: Device): void {
  const fetching = d.fetching;
  if (!fetching) return;
  // It may end between two ticks too.
  if (fetching.ended === undefined) loadUpdate().tickFetch(fetching, d.nowMs);
  if (fetching.ended === 'staged') restartSoon(d, 'update');
}

/** Goes on with the work that has made room for something else, unless that ends in a restart. */
function tendWork(d: Device): void {
  const isTaken = d.isUploading || (!!d.fetching && d.fetching.ended === undefined);
  if (d.run || d.isSetup || isTaken || d.chores.length || d.restartMs !== undefined) return;
  d.wanted = d.settings;
  d.chores.push('try');
}

function tendRestart(d: Device): void {
  const at = d.restartMs;
  if (at === undefined || d.nowMs < at || d.chores.length) return;
  const isStuck = d.nowMs >= at + LONGEST_TELEGRAM_MS;
  if (!isIdle(d) && !isStuck) return;
  if (d.run && d.run.session.state !== 'closed' && !isStuck) {
    closeSession(d.run.session);
    d.restartMs = d.nowMs + 500;
  } else d.options.ports.system.restart();
}

/** Every 250 ms. */
export function tickDevice(d: Device, nowMs: number): void {
  d.nowMs = nowMs;
  d.quarter = (d.quarter + 1) % STRETCH;
  if (d.quarter === 0) {
    d.rate = d.heard;
    d.heard = 0;
  }
  tickLink(d.link, nowMs);
  if (d.run) tickRun(d, d.run);
  noteTrouble(d);
  tellState(d);
  tendButton(d);
  tendHealth(d);
  tendTrial(d);
  tendFetch(d);
  tendWork(d);
  if (d.journal) d.journal(d);
  tendRestart(d);
}
