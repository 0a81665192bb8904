/** Which frames have arrived somewhere, in memory that does not grow. */
export interface Marks {
  /** Frame counters, each once; and all. */
  different: number;
  total: number;
  inOrder: boolean;
}

const MOST = 1 << 20;

export type Take = (counter: number) => void;

export function newMarks(first: number): { marks: Marks; take: Take } {
  const seen = new Uint8Array(MOST);
  const marks: Marks = { different: 0, total: 0, inOrder: true };
  let latest = -1;
  return {
    marks,
    take(counter) {
      const at = counter - first;
      marks.total++;
      // One that comes again may come late: QoS 1 says at least once.
      if (seen[at]) return;
      if (at < latest) marks.inOrder = false;
      latest = at;
      seen[at] = 1;
      marks.different++;
    },
  };
}
