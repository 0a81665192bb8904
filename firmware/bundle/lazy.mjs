/**
 * Rooms that are loaded on demand. In: the bundle, where a module `room.far.ts` gives a function that
 * hands out all of `room.ts`. Out: the same bundle with everything that only this room needs written
 * inside that function. Its functions exist on the device from the call until nobody holds the result
 * any more, and take no memory otherwise: code runs from flash.
 *
 * What two rooms share and nobody else needs is written into both, so it must keep no state. Where it
 * needs nothing of their other statements it is marked (parts.mjs), and on the dongle stored once.
 */
import { parse } from 'acorn';
import { isMark, markLoader, markShared } from './parts.mjs';
import { expressionsOf } from './tree.mjs';

/** The names that a function binds for itself. */
function localsOf(fn) {
  const names = new Set(fn.params.map(({ name }) => name));
  const visit = (node) => {
    if (node.id) names.add(node.id.name);
    if (!node.type.startsWith('Function')) expressionsOf(node).forEach(visit);
  };
  visit(fn.body);
  return names;
}

/** The names in a node that are bound outside of it. */
function namesIn(node) {
  if (node.type === 'Identifier') return new Set([node.name]);
  const names = new Set(expressionsOf(node).flatMap((child) => [...namesIn(child)]));
  if (node.params) for (const local of localsOf(node)) names.delete(local);
  return names;
}

function isNamespaceObject({ node }) {
  const [first] = node.declarations?.[0].init?.properties ?? [];
  return first?.key.name === '__proto__';
}

/** The names of all members that the script asks for. */
function membersIn(node) {
  const own = node.type === 'MemberExpression' && !node.computed ? [node.property.name] : [];
  return [...own, ...expressionsOf(node).flatMap(membersIn)];
}

/** Of a namespace what anybody asks for, without the `__proto__` in front, which only Node needs. */
function handedOut(node, members) {
  const { properties } = node.declarations[0].init;
  return properties.slice(1).filter(({ key }) => members.has(key.name));
}

/** The statements of the outermost function, each with the name it binds, if any, and those it uses. */
function readStatements(body) {
  const members = new Set(body.flatMap(membersIn));
  return body.map((node) => {
    const id =
      node.id ?? (node.type === 'VariableDeclaration' ? node.declarations[0].id : undefined);
    if (!isNamespaceObject({ node })) return { node, name: id?.name, uses: namesIn(node) };
    const handed = handedOut(node, members);
    return { node, name: id.name, handed, uses: new Set(handed.map(({ value }) => value.name)) };
  });
}

/** A loader whose room is stored apart (parts.mjs). */
function isFar({ node }) {
  return (
    node.type === 'FunctionDeclaration' && node.body.body.length > 1 && isMark(node.body.body[0])
  );
}

/** The name of the namespace that a loader returns; undefined for everything that is no loader. */
function roomOf({ node }, isNamespace) {
  const body = node.type === 'FunctionDeclaration' ? node.body.body : [];
  const [only] = isFar({ node }) ? body.slice(1) : body;
  const given = only?.type === 'ReturnStatement' && only.argument;
  return given?.type === 'Identifier' && isNamespace(given.name) ? given.name : undefined;
}

/** What can be reached from `names` without going into a room. */
function reach(names, bound, isNamespace) {
  const found = new Set();
  const pending = [...names];
  while (pending.length) {
    const name = pending.pop();
    const statement = bound.get(name);
    if (!statement || found.has(name)) continue;
    found.add(name);
    for (const used of statement.uses) if (!isNamespace(used)) pending.push(used);
  }
  return found;
}

/** The statements of a script, or of the function that is all of it. */
function bodyOf(code) {
  const { body } = parse(code, { ecmaVersion: 5 });
  const only = body.length === 1 && body[0].expression;
  return only ? (only.argument ?? only).callee.body.body : body;
}

/** The bundle with its rooms folded; `code` as rollup makes it. */
export function foldRooms(code) {
  const body = bodyOf(code);
  const statements = readStatements(body);
  const bound = new Map(statements.filter(({ name }) => name).map((s) => [s.name, s]));
  const namespaces = new Set(statements.filter(isNamespaceObject).map(({ name }) => name));
  const isNamespace = (name) => namespaces.has(name);
  const loaders = statements.filter((s) => roomOf(s, isNamespace));
  const roots = statements.filter(({ name }) => !name).flatMap(({ uses }) => [...uses]);
  const resident = reach(roots, bound, isNamespace);
  // A room that two others load is written once, and its loader stays.
  const needs = loaders.map((s) =>
    reach(bound.get(roomOf(s, isNamespace)).uses, bound, isNamespace),
  );
  for (const { name } of loaders) {
    if (needs.filter((needed) => needed.has(name)).length > 1) resident.add(name);
  }
  const textOf = ({ node }) => code.slice(node.start, node.end);
  /** The loader with its room inside; `visible`: the names that are there around it. */
  const fold = (loader, around, write) => {
    // What is stored apart sees only what stands outside of all functions.
    const visible = isFar(loader) ? resident : around;
    const room = roomOf(loader, isNamespace);
    const needed = reach(bound.get(room).uses, bound, isNamespace);
    const inside = statements.filter((s) => needed.has(s.name) && !visible.has(s.name));
    const within = new Set([...visible, ...inside.map(({ name }) => name)]);
    const { handed } = bound.get(room);
    const texts = inside.filter(({ name }) => name !== room).map((s) => textIn(s, within, write));
    if (isFar(loader)) texts.unshift(textOf({ node: loader.node.body.body[0] }));
    return `function ${loader.name}() {\n${texts.join('\n')}\nreturn {${handed.map((node) => textOf({ node })).join(',')}};\n}`;
  };
  const textIn = (s, visible, write) => (loaders.includes(s) ? fold(s, visible, write) : write(s));
  const textsOf = (write) =>
    statements
      .filter(({ name }) => !name || resident.has(name))
      .map((s) => textIn(s, resident, write));
  const copies = new Map();
  textsOf((s) => copies.set(s, (copies.get(s) ?? 0) + 1));
  const isFree = (s) =>
    [...s.uses].every((name) => name === s.name || !bound.has(name) || resident.has(name));
  const kept = textsOf((s) =>
    copies.get(s) > 1 && isFree(s) ? markShared(textOf(s), s.node) : textOf(s),
  );
  return code.slice(0, body[0].start) + kept.join('\n') + code.slice(body.at(-1).end);
}

export function lazy() {
  return {
    name: 'lazy',
    transform: (code, id) => {
      const marked = markLoader(code, id);
      return marked && { code: marked, map: null };
    },
    renderChunk: (code) => ({ code: foldRooms(code), map: null }),
  };
}
