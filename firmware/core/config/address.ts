/**
 * A fixed IPv4 address with its gateway and netmask: one is of no use without the others.
 * In: the three texts, each empty or an address. Out: what is wrong with which of them.
 */
import type { SettingFaults } from './fault.ts';

/** The parts of "192.168.1.20"; undefined when it is no address. No zeros in front: some read octal. */
export function octetsOf(text: string): number[] | undefined {
  const parts = text.split('.');
  const octets: number[] = [];
  if (parts.length !== 4) return undefined;
  for (let i = 0; i < 4; i++) {
    const octet = parseInt(parts[i], 10);
    if (parts[i].length > 3 || String(octet) !== parts[i] || !(octet >= 0 && octet < 256)) {
      return undefined;
    }
    octets.push(octet);
  }
  return octets;
}

/** Ones, then zeros, and at least two bits of host (RFC 4632 §3.1). */
function isMask(octets: number[]): boolean {
  const mask = (octets[0] << 24) | (octets[1] << 16) | (octets[2] << 8) | octets[3];
  const host = ~mask;
  return host >= 3 && host < 0x1000000 && (host & (host + 1)) === 0;
}

/** True for an address that one host of the network can have (RFC 1122 §3.2.1.3). */
function isHostAddress(octets: number[], mask: number[]): boolean {
  let isFirst = true;
  let isLast = true;
  for (let i = 0; i < 4; i++) {
    const host = octets[i] & ~mask[i] & 255;
    if (host !== 0) isFirst = false;
    if (host !== (~mask[i] & 255)) isLast = false;
  }
  return !isFirst && !isLast && octets[0] > 0 && octets[0] < 224 && octets[0] !== 127;
}

export interface FixedAddress {
  address: string;
  gateway: string;
  netmask: string;
}

/** Adds what is wrong with the three together, each of which is right for itself. */
export function addressFaults(s: FixedAddress, faults: SettingFaults): void {
  const given = s.address + s.gateway + s.netmask;
  const address = octetsOf(s.address);
  const gateway = octetsOf(s.gateway);
  const mask = octetsOf(s.netmask);
  if (given === '') return;
  if (s.address === '') faults.address = 'together';
  if (s.gateway === '') faults.gateway = 'together';
  if (s.netmask === '') faults.netmask = 'together';
  if (!address || !gateway || !mask) return;
  if (!isMask(mask)) faults.netmask = 'address';
  else if (!isHostAddress(address, mask)) faults.address = 'address';
  else if (!isHostAddress(gateway, mask) || s.gateway === s.address) faults.gateway = 'address';
  else {
    for (let i = 0; i < 4; i++) {
      if ((address[i] ^ gateway[i]) & mask[i]) faults.gateway = 'address';
    }
  }
}
