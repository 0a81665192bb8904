/** What the work of the device may take (docs/benchmark.md), in loop turns, and what a turn is in time. */

/** Tables of the keys, once. */
export const KEYS_TURNS = 12_000;
/** A full list from frame to published JSON. */
export const LIST_TURNS = 30_000;
/** Seconds, at the fastest and at the slowest that is expected of an ESP32. */
export const TURN_S = { fastest: 60e-6, slowest: 90e-6 };
/** 115,200 baud, eight bits and two that frame them. */
export const BYTES_A_SECOND = 11_520;
/** What the UART of 2v25 keeps while nobody takes it. */
export const UART_BYTES = 1400;
