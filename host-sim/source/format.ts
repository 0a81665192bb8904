/** P1 companion standard 5.0.2, §5.7.1: 115200 baud, 8 data bits, no parity, 1 stop bit. */
export const P1_BAUD = 115_200;
export const P1_FORMAT = '8N1';
