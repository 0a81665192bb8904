/** What MQTT.js says went wrong -> a sentence with the remedy. */
import { faultAdvice } from '../../../firmware/core/mqtt/session.ts';
import type { SessionFault } from '../../../firmware/core/mqtt/session.ts';

/** Return codes of CONNACK: MQTT 3.1.1 §3.2.2.3, MQTT 5 §3.2.2.2. */
const REFUSALS: Record<number, SessionFault> = {
  1: 'refused-version',
  2: 'refused-id',
  3: 'refused-server',
  4: 'refused-login',
  5: 'refused-rights',
  0x84: 'refused-version',
  0x85: 'refused-id',
  0x86: 'refused-login',
  0x87: 'refused-rights',
  0x88: 'refused-server',
  0x89: 'refused-server',
  0x8c: 'refused-login',
};

const UNSIGNED =
  'Nobody we know has signed the certificate of the broker: give the certificate of who has with ca.';

const ADVICE: Record<string, string> = {
  ENOTFOUND: 'No computer of that name: check the name of the broker, and that names are resolved.',
  EAI_AGAIN: 'Names cannot be resolved just now: check the network and its DNS, or use an address.',
  SELF_SIGNED_CERT_IN_CHAIN: UNSIGNED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNSIGNED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNSIGNED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNSIGNED,
  UNABLE_TO_GET_ISSUER_CERT: UNSIGNED,
  CERT_HAS_EXPIRED:
    'The certificate of the broker has expired: renew it, or correct the clock here.',
  CERT_NOT_YET_VALID: 'The certificate of the broker is not valid yet: correct the clock here.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate of the broker is for another name: use the name that is in it.',
  EPROTO: 'No TLS can be agreed on: check that the port is one for TLS, and our own certificate.',
};

interface Thrown {
  code?: string | number;
  message?: string;
  errors?: readonly Thrown[];
}

/** The broker says no (MQTT 3.1.1 §3.9.3, MQTT 5 §3.9.3); a connection that broke says nothing. */
export function isRefused(suback: { granted: readonly unknown[] } | undefined): boolean {
  return suback?.granted.some((code) => Number(code) >= 0x80) ?? false;
}

/** A stable word for the fault, so that it is told once; and the sentence. */
export function brokerFault(error: unknown): { word: string; sentence: string } {
  const thrown = error as Thrown;
  const { code = thrown.errors?.[0]?.code, message = '' } = thrown;
  if (typeof code === 'number' && REFUSALS[code]) {
    return { word: REFUSALS[code], sentence: faultAdvice(REFUSALS[code]) };
  }
  const word = String(code ?? message);
  if (ADVICE[word]) return { word, sentence: ADVICE[word] };
  if (word.startsWith('ERR_SSL') || message.includes('alert')) {
    const advice = 'check that the port is one for TLS, and our own certificate';
    return { word, sentence: `The broker does not agree on TLS: ${advice}.` };
  }
  if (/timeout|ETIMEDOUT/i.test(word)) return { word: 'timeout', sentence: faultAdvice('timeout') };
  if (/ECONNRESET|closed/i.test(word)) return { word: 'closed', sentence: faultAdvice('closed') };
  if (/^E[A-Z]+$/.test(word)) return { word, sentence: faultAdvice('unreachable') };
  return { word: 'protocol', sentence: faultAdvice('protocol') };
}
