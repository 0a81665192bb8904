/**
 * The dongle's side of the power path as a behavioural model: cable, supervisor, limiter, bulk,
 * lockout, converter. In: the values of the schematic and a corner. Out: lines of a deck, from the
 * meter's node `port` to the node `rail`; the ESP32 is the node `draw`, in ampere at 3.3 V.
 */
import type { Meter } from './meter.ts';

export interface Supervisor {
  thresholdV: number;
  delayS: number;
}

/** Of the schematic, in ohm, farad, volt and ampere; undefined: the part is not there. */
export interface PowerPath {
  inputF: number;
  limitA: number | undefined;
  /** Without it the limiter is on, always. */
  supervisor: Supervisor | undefined;
  bulkF: number;
  ceramicF: number;
  lockoutOnV: number;
  lockoutOffV: number;
  /** Drawn in front of the limiter: data request and pull-up. */
  besideA: number;
}

/** What the board does not decide. */
export interface Corner {
  meter: Meter;
  cableOhm: number;
  /** Of both bulk capacitors together. */
  esrOhm: number;
  efficiency: number;
}

/** High side of the converter and its choke: what the 3.3 V lose when the bulk is low. */
const DROPOUT_OHM = 0.25;
const LIMITER_OHM = 0.1;
/** A TPS2553 that is on conducts backwards too, until 135 mV stood across it for 5 ms (SLVS841). */
const BACKWARDS = { volt: 0.135, seconds: 5e-3, ampere: 3 };

/** The plug, closed or open by `VPLUG` at the node `plug`, and the cable. */
const cableLines = ({ cableOhm }: Corner): string[] => [
  'SPLUG port contact plug 0 PLUG',
  '.model PLUG SW(VT=0.5 VH=0 RON=1m ROFF=1G)',
  `RCABLE contact wire ${cableOhm}`,
  'LCABLE wire p1 1.5u',
  'RLOSS wire p1 20',
];

/** Resets in some 10 us and counts anew; its supply has a filter of 0.1 ms. */
function supervisorLines({ supervisor }: PowerPath): string[] {
  if (supervisor === undefined) return ['VENABLE enable 0 1'];
  const { thresholdV, delayS } = supervisor;
  return [
    'RSEEN p1 seen 100',
    'CSEEN seen 0 1u',
    `BWAIT 0 wait I = (V(seen)>${thresholdV} ? min(1,max(0,(1.1-V(wait))*100)) : -max(0,V(wait))*${delayS / 1e-5})`,
    `CWAIT wait 0 ${delayS}`,
    'RWAIT wait 0 1G',
    'SENABLE one enable wait 0 ENABLE OFF',
    '.model ENABLE SW(VT=0.6 VH=0.4 RON=1 ROFF=1G)',
    'RENABLE enable 0 1k',
    'CENABLE enable 0 1u',
  ];
}

function limiterLines({ limitA }: PowerPath): string[] {
  if (limitA === undefined) return ['BLIMIT p1 bulk I = max(-5,min(5,(V(p1)-V(bulk))/0.05))'];
  const { volt, seconds, ampere } = BACKWARDS;
  const back = `-${ampere}*(1-min(1,max(0,(V(back)-1)/0.05)))`;
  return [
    `BBACK 0 back I = (V(bulk)-V(p1)>${volt} ? min(1,max(0,(1.1-V(back))*100)) : -V(back)*50)`,
    `CBACK back 0 ${seconds}`,
    `BLIMIT p1 bulk I = V(enable)*max(${back}, min(${limitA},(V(p1)-V(bulk))/${LIMITER_OHM}))`,
  ];
}

export function boardLines(path: PowerPath, corner: Corner, isOn: boolean): string[] {
  const { lockoutOnV: onV, lockoutOffV: offV } = path;
  return [
    ...cableLines(corner),
    `CIN p1 0 ${path.inputF}`,
    `BBESIDE p1 0 I = ${path.besideA}*min(1,max(0,V(p1)/4))`,
    ...supervisorLines(path),
    ...limiterLines(path),
    `CBULK bulk inner ${path.bulkF}`,
    `RESR inner 0 ${corner.esrOhm}`,
    `CCERAMIC bulk 0 ${path.ceramicF}`,
    `SLOCK one on bulk 0 LOCK ${isOn ? 'ON' : 'OFF'}`,
    'RON on 0 1meg',
    `.model LOCK SW(VT=${(onV + offV) / 2} VH=${(onV - offV) / 2} RON=1 ROFF=1G)`,
    `BBUCK bulk 0 I = V(on)*V(draw)*3.3/(${corner.efficiency}*max(V(bulk),2))`,
    `BRAIL rail 0 V = V(on)*max(0, min(3.3, V(bulk) - ${DROPOUT_OHM}*V(draw)))`,
  ];
}

/** Where its nodes are when it runs on this bulk voltage, or lies in the drawer. */
export function boardStart({ meter }: Corner, bulkV: number): string {
  const isOn = bulkV > 0;
  const p1V = isOn ? meter.volt : 0;
  return (
    `V(contact)=${meter.volt} V(wire)=${p1V} V(p1)=${p1V} V(seen)=${p1V} V(wait)=${isOn ? 1.1 : 0} ` +
    `V(enable)=${isOn ? 1 : 0} V(back)=0 V(bulk)=${bulkV} V(inner)=0 V(on)=${isOn ? 1 : 0}`
  );
}
