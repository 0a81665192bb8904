/**
 * The register table: OBIS code -> the name and the unit under which a reading is published.
 *
 * Sources: Luxembourg P1 specification 1.1.3 §3.2.6 (all rows up to 0-n:24.4.0), DSMR P1
 * 5.0.2 §6.12, e-MUCS P1 1.7.1, and the lists of Austrian, Swedish and Hungarian operators.
 *
 * One row is "code(name(unit". Units: as published; "-" a plain number; "text" as printed; "hex"
 * characters printed as hex digits; "stamp" the meter's clock; "peak" (time)(value); "limits"
 * (imported)(exported); "log" the power-failure log; "mbus" handled by channel, n is 1 to 4.
 * A code may stand twice: the row whose unit fits is taken.
 *
 * The last row is a point: Espruino's indexOf takes a match that the end of the text cuts off for a
 * whole one, so the table must not end in what every search begins with.
 *
 * The rows are one string because the device leaves a text of its script in flash: it takes no memory.
 */
import { findText } from '../bytes.ts';

const ROWS = `
1-3:0.2.8(version(text
0-0:1.0.0(time(stamp
0-0:42.0.0(device_name(hex
1-0:1.8.0(energy_imported(kWh
1-0:2.8.0(energy_exported(kWh
1-0:3.8.0(reactive_energy_imported(kvarh
1-0:4.8.0(reactive_energy_exported(kvarh
1-0:1.7.0(power_imported(W
1-0:2.7.0(power_exported(W
1-0:3.7.0(reactive_power_imported(var
1-0:4.7.0(reactive_power_exported(var
0-0:17.0.0(threshold(VA
0-0:17.0.0(threshold_power(W
0-0:17.0.0(threshold_current(A
1-0:9.7.0(apparent_power_imported(VA
1-0:10.7.0(apparent_power_exported(VA
1-1:31.4.0(current_limit(limits
0-0:96.3.10(breaker(-
0-1:96.3.10(relay_1(-
0-2:96.3.10(relay_2(-
0-0:96.7.21(power_failures(-
1-0:32.32.0(voltage_sags_l1(-
1-0:52.32.0(voltage_sags_l2(-
1-0:72.32.0(voltage_sags_l3(-
1-0:32.36.0(voltage_swells_l1(-
1-0:52.36.0(voltage_swells_l2(-
1-0:72.36.0(voltage_swells_l3(-
0-0:96.13.0(message(hex
0-0:96.13.2(message_2(hex
0-0:96.13.3(message_3(hex
0-0:96.13.4(message_4(hex
0-0:96.13.5(message_5(hex
1-0:32.7.0(voltage_l1(V
1-0:52.7.0(voltage_l2(V
1-0:72.7.0(voltage_l3(V
1-0:31.7.0(current_l1(A
1-0:51.7.0(current_l2(A
1-0:71.7.0(current_l3(A
1-0:21.7.0(power_imported_l1(W
1-0:41.7.0(power_imported_l2(W
1-0:61.7.0(power_imported_l3(W
1-0:22.7.0(power_exported_l1(W
1-0:42.7.0(power_exported_l2(W
1-0:62.7.0(power_exported_l3(W
1-0:23.7.0(reactive_power_imported_l1(var
1-0:43.7.0(reactive_power_imported_l2(var
1-0:63.7.0(reactive_power_imported_l3(var
1-0:24.7.0(reactive_power_exported_l1(var
1-0:44.7.0(reactive_power_exported_l2(var
1-0:64.7.0(reactive_power_exported_l3(var
0-n:24.1.0(type(mbus
0-n:96.1.0(id(mbus
0-n:24.2.1(index(mbus
0-n:24.4.0(valve(mbus
0-n:96.1.1(id(mbus
0-n:24.2.3(index(mbus
0-n:24.3.0(index2(mbus
0-0:96.1.1(equipment_id(hex
0-0:96.1.0(serial_number(hex
0-0:96.1.4(emucs_version(text
1-0:0.0.0(meter_number(text
0-0:96.14.0(tariff(-
1-0:1.8.1(energy_imported_tariff_1(kWh
1-0:1.8.2(energy_imported_tariff_2(kWh
1-0:1.8.3(energy_imported_tariff_3(kWh
1-0:1.8.4(energy_imported_tariff_4(kWh
1-0:2.8.1(energy_exported_tariff_1(kWh
1-0:2.8.2(energy_exported_tariff_2(kWh
1-0:2.8.3(energy_exported_tariff_3(kWh
1-0:2.8.4(energy_exported_tariff_4(kWh
1-0:3.8.1(reactive_energy_imported_tariff_1(kvarh
1-0:3.8.2(reactive_energy_imported_tariff_2(kvarh
1-0:4.8.1(reactive_energy_exported_tariff_1(kvarh
1-0:4.8.2(reactive_energy_exported_tariff_2(kvarh
0-0:96.7.9(long_power_failures(-
1-0:99.97.0(power_failure_log(log
0-0:96.13.1(message_code(hex
1-0:1.4.0(power_quarter_hour(W
1-0:1.6.0(power_peak(peak
1-0:15.7.0(power_absolute(W
1-0:15.8.0(energy_absolute(kWh
1-0:13.7.0(power_factor(-
1-0:33.7.0(power_factor_l1(-
1-0:53.7.0(power_factor_l2(-
1-0:73.7.0(power_factor_l3(-
1-0:14.7.0(frequency(Hz
1-0:5.7.0(reactive_power_q1(var
1-0:6.7.0(reactive_power_q2(var
1-0:7.7.0(reactive_power_q3(var
1-0:8.7.0(reactive_power_q4(var
1-0:5.8.0(reactive_energy_q1(kvarh
1-0:6.8.0(reactive_energy_q2(kvarh
1-0:7.8.0(reactive_energy_q3(kvarh
1-0:8.8.0(reactive_energy_q4(kvarh
1-0:31.4.0(fuse_current_l1(A
1-0:51.4.0(fuse_current_l2(A
1-0:71.4.0(fuse_current_l3(A
.`;

/** A flag for each row: no two rows begin within 16 characters, and the table has fewer than this. */
const FLAGS = 256;

export function newRowFlags(): Uint8Array {
  return new Uint8Array(FLAGS);
}

export interface Register {
  /** Where the row stands: the next search begins there, since meters keep to an order. */
  row: number;
  name: string;
  unit: string;
}

/** The row of `code` (no ".255" behind it), looked for from row `hint` on. */
export function findRegister(code: string, hint: number): Register | undefined {
  const key = '\n' + code + '(';
  let row = ROWS.indexOf(key, hint);
  if (row < 0 && hint) row = ROWS.indexOf(key);
  if (row < 0) return undefined;
  const fields = ROWS.substring(row, ROWS.indexOf('\n', row + 1)).split('(');
  return { row: row, name: fields[1], unit: fields[2] };
}

/** The next row of the same code, whose unit is another. */
export function nextRegister(code: string, register: Register): Register | undefined {
  const next = findRegister(code, register.row + 1);
  return next && next.row > register.row ? next : undefined;
}

/** The code under which a reading of this name is printed; undefined: derived, or of a channel. */
export function findCode(name: string): string | undefined {
  const at = findText(ROWS, '(' + name + '(', 0);
  let start = at;
  if (at < 0) return undefined;
  while (ROWS.charAt(start - 1) !== '\n') start--;
  return ROWS.substring(start, at);
}

/** All rows, for documentation and tests. */
export function allRegisters(): { code: string; name: string; unit: string }[] {
  return ROWS.substring(1, ROWS.length - 2)
    .split('\n')
    .map(function (row) {
      const fields = row.split('(');
      return { code: fields[0], name: fields[1], unit: fields[2] };
    });
}

/** "1-0:1.7.0*255" and "1-0:1.7.0.255" are "1-0:1.7.0": group F is 255 for the present value. */
export function withoutGroupF(code: string): string {
  const tail = code.length - 4;
  if (tail < 1 || code.charAt(tail + 3) !== '5') return code;
  const end = code.substr(tail);
  return end === '*255' || end === '.255' ? code.substr(0, tail) : code;
}

function isNumberBelow256(text: string): boolean {
  const value = parseInt(text, 10);
  return value >= 0 && value < 256 && '' + value === text;
}

/**
 * A-B:C.D.E, each a number below 256 (IEC 62056-61): the form of a code that the table lacks.
 * The letters C, F, L and P are short for the groups C 96 to 99.
 */
export function isObisCode(code: string): boolean {
  const medium = code.indexOf('-');
  const channel = code.indexOf(':');
  if (medium < 1 || channel < medium) return false;
  const parts = code.substr(channel + 1).split('.');
  if (parts[0].length === 1 && 'CFLP'.indexOf(parts[0]) >= 0) parts[0] = '96';
  parts.push(code.substr(0, medium), code.substring(medium + 1, channel));
  return parts.length === 5 && parts.every(isNumberBelow256);
}
