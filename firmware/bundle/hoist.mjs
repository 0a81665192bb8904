/**
 * Makes ES5 run on an interpreter that hoists nothing.
 *
 * In: a script, ES5. Out: the same script with, in each function, the variables that might be used
 * before their `var` declared first, and function declarations in front of all other statements.
 * What Espruino cannot parse, or parses wrongly without a word, is refused with its place.
 */
import { parse } from 'acorn';
import { childrenOf } from './tree.mjs';

const LONGEST_NAME = 63;

function isFunction(node) {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
}

/** Each node type, and what about it Espruino gets wrong: a sentence, or undefined. */
const REFUSALS = {
  LabeledStatement: () => 'labels are a syntax error',
  WithStatement: () => 'there is no with',
  SwitchStatement: (node) => {
    const at = node.cases.findIndex((entry) => !entry.test);
    return at >= 0 && at < node.cases.length - 1 ? 'default must be the last case' : undefined;
  },
  Identifier: (node) =>
    node.name.length > LONGEST_NAME ? 'names are cut after 63 characters' : undefined,
  Literal: (node) => {
    if (node.regex) return 'regular expressions lack ? (?:) {n} and say nothing: cut by index';
    const isWide = typeof node.value === 'string' && /[^\0-\xff]/.test(node.value);
    return isWide ? 'characters above FF lose their high byte' : undefined;
  },
  MemberExpression: (node, code) =>
    /^(Array|String|Object|Function)\.prototype\./.test(code.slice(node.start, node.end))
      ? 'native prototypes show no methods'
      : undefined,
  ReturnStatement: (node, code) =>
    node.argument && code.slice(node.start, node.argument.start).includes('\n')
      ? 'a line break after return is not an end'
      : undefined,
};

function refuse(code, node, inBlock) {
  const reason =
    (REFUSALS[node.type] && REFUSALS[node.type](node, code)) ||
    (inBlock && node.type === 'FunctionDeclaration' && 'functions in blocks are not hoisted');
  if (reason) {
    const line = code.slice(0, node.start).split('\n').length;
    throw new Error(
      `Espruino: ${reason} (line ${line}: ${code.slice(node.start, node.start + 40)})`,
    );
  }
  const isBody = node.type === 'Program' || isFunction(node);
  for (const child of childrenOf(node)) {
    refuse(code, child, !isBody && !(node.type === 'BlockStatement' && !inBlock));
  }
}

/** What one function declares and uses, not looking into the functions inside it. */
function namesOf(statements) {
  const declared = [];
  const used = [];
  const visit = (node, depth) => {
    if (isFunction(node)) return;
    if (node.type === 'Identifier') used.push(node);
    if (node.type === 'VariableDeclarator') declared.push({ id: node.id, depth });
    for (const child of childrenOf(node)) visit(child, depth + 1);
  };
  for (const statement of statements) visit(statement, 0);
  return { declared, used };
}

/** The names whose `var` may not have been executed when they are first used. */
function namesToDeclare(statements, params) {
  const { declared, used } = namesOf(statements);
  const early = declared.filter(({ id, depth }) => {
    // Depth 1: a declaration among the statements; 2: in the head of a loop among them.
    const isSure = depth === 1 || (depth === 2 && isLoopHead(statements, id));
    return !isSure || used.some((other) => other.name === id.name && other.start < id.start);
  });
  const names = new Set(early.map(({ id }) => id.name));
  for (const param of params) names.delete(param.name);
  return [...names];
}

function isLoopHead(statements, id) {
  return statements.some((statement) => {
    const head = statement.init ?? statement.left;
    return head && head.start <= id.start && id.end <= head.end;
  });
}

/** A `var` that only assigns, once all its names are declared: it says nothing more. */
function isSaid(node, names) {
  return (
    node.type === 'VariableDeclaration' &&
    node.declarations.every(({ id, init }) => init && names.includes(id.name))
  );
}

/** The source of `node` with every function in it hoisted; `names`: those that are declared in front. */
function render(code, node, names, between) {
  let text = '';
  let at = node.start;
  const visit = (inner) => {
    if (isSaid(inner, names)) {
      text += code.slice(at, inner.start);
      at = inner.declarations[0].start;
    }
    if (!isFunction(inner)) return childrenOf(inner).forEach(visit);
    const { body } = inner;
    text +=
      code.slice(at, body.start) + '{' + renderBody(code, body.body, inner.params, between) + '}';
    at = inner.end;
  };
  visit(node);
  return text + code.slice(at, node.end);
}

function renderBody(code, statements, params, between) {
  const directives = statements.filter((statement) => statement.directive);
  const functions = statements.filter((statement) => statement.type === 'FunctionDeclaration');
  const others = statements.filter((s) => !directives.includes(s) && !functions.includes(s));
  const names = namesToDeclare(statements, params);
  const first = names.length ? [`var ${names.join(',')};`] : [];
  const texts = [...directives, ...functions, ...others].map((s) =>
    render(code, s, names, between),
  );
  return [...texts.splice(0, directives.length), ...first, ...texts].join(between);
}

/**
 * Hoists a whole script; throws with a sentence when it is not ES5 or cannot run on Espruino. `between`: what
 * stands between two statements; each but the last of a body must end in `;` or `}` where it is nothing.
 */
export function hoist(code, between = '\n') {
  const program = parse(code, { ecmaVersion: 5, sourceType: 'script' });
  refuse(code, program, false);
  return renderBody(code, program.body, [], between);
}
