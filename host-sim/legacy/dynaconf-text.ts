/** Tables as TOML. In: tables by name; values that are undefined, and tables of nothing else, are left out. */
export type Table = Readonly<Record<string, string | number | undefined>>;

/** A basic string (TOML 1.0): JSON escapes all that it must, and DEL beside. */
function valueText(value: string | number): string {
  return JSON.stringify(value).replaceAll('\x7f', '\\u007f');
}

function nameText(name: string): string {
  return name
    .split('.')
    .map((part) => (/^[\w-]+$/.test(part) ? part : valueText(part)))
    .join('.');
}

export function tomlOf(comment: string, tables: Readonly<Record<string, Table>>): string {
  const texts = Object.entries(tables).flatMap(([name, table]) => {
    const rows = Object.entries(table).flatMap(([key, value]) => {
      return value === undefined ? [] : [`${key} = ${valueText(value)}`];
    });
    return rows.length ? [[`[${nameText(name)}]`, ...rows].join('\n')] : [];
  });
  return `${[`# ${comment}`, ...texts].join('\n\n')}\n`;
}
