/** Elements by id, and new ones. Whatever comes from the device goes in as text, never as markup. */
export function byId<T extends HTMLElement = HTMLInputElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** `kind`: name of the element and, behind a dot, its class. */
export function make<T extends HTMLElement = HTMLInputElement>(
  kind: string,
  properties: object = {},
  ...children: (Node | string)[]
): T {
  const [name, className = ''] = kind.split('.');
  const element = document.createElement(name) as T;
  Object.assign(element, { className }, properties).append(...children);
  return element;
}

/** Only where it is another: what is selected for copying stays selected, and is not read out again. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function show(id: string, isShown: boolean): void {
  byId(id).hidden = !isShown;
}

/** Makes the children of an element as many as there are parts, and hands each its part. */
function fillEach<P>(
  parent: Element,
  parts: readonly P[],
  fill: (at: number, part: P) => void,
): void {
  while (parent.children.length > parts.length) parent.lastChild!.remove();
  parts.forEach((part, i) => fill(i, part));
}

/** Rows of texts into a table, in place. */
export function fillTable(id: string, rows: readonly (readonly string[])[]): void {
  const table = byId(id);
  fillEach(table, rows, (i, row) => {
    const line = table.children[i] || table.appendChild(make('tr'));
    fillEach(line, row, (k, text) => {
      const cell = line.children[k] || line.appendChild(make(k ? 'td' : 'th'));
      write(cell, text);
    });
  });
}
