/**
 * The settings that the dongle needs to work at all; `row.ts` says what stands in a row. Where no preset stands it is
 * an empty text, and of what is required there is none. The authentication key is Luxembourg's, the
 * same for all its meters (Lux. P1 specification §3.2.5). One text, which stays in flash.
 */
export const BASICS = `
ssid network text 1 32 required
wifi_password network text 8 63 - secret
address network address 7 15
gateway network address 7 15
netmask network address 7 15
name network name 1 24 required
key meter key 32 32 - secret
auth_key meter key 32 32 required secret 00112233445566778899AABBCCDDEEFF
tag meter choice 3 8 required - verify verify,fallback,off
capacity meter number 2048 12288 - - 4096
broker broker host 1 64
broker_port broker number 1 65535 - - 1883
broker_user broker text 0 64
broker_password broker text 0 64 - secret
device_password device text 8 63 - secret
access_point_after_s device number 60 86400 - - 300
`;

/** Rows. */
export const BASIC_COUNT = 16;
