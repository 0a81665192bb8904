/**
 * Binary STL: 80 bytes of title, the number of triangles in 4, then 50 bytes for each. In: a file as
 * OpenSCAD writes it, in an order that changes from run to run. Out: the same triangles in order.
 */
const TITLE = 80;
const TRIANGLES = TITLE + 4;
const TRIANGLE = 50;

export function inOrder(stl: Buffer): Buffer {
  const count = stl.length < TRIANGLES ? -1 : stl.readUInt32LE(TITLE);
  if (stl.length !== TRIANGLES + count * TRIANGLE) throw new Error('stl: length and count differ');
  const triangles = Array.from({ length: count }, (_, i) =>
    stl.subarray(TRIANGLES + i * TRIANGLE, TRIANGLES + (i + 1) * TRIANGLE),
  );
  const head = Buffer.concat([Buffer.alloc(TITLE), stl.subarray(TITLE, TRIANGLES)]);
  return Buffer.concat([head, ...triangles.sort(Buffer.compare)]);
}
