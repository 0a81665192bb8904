/** Tables of Markdown. In: cells. Out: text. */
export const table = (head: string[], rows: (string | number)[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export const whole = (value: number) => Math.round(value).toLocaleString('en');
