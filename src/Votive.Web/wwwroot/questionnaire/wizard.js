// The questionnaire in the browser: moves between the screens that the server has rendered, and keeps the answers.
// Everything works without it; each screen is a form.
import { Draft } from './draft.js';
import { drawCurve, rank, groups } from './controls.js';

const root = document.querySelector('[data-wizard]');
const steps = [...root.querySelectorAll('form[data-step]')];
const questions = Object.fromEntries([...root.querySelectorAll('[data-item]')].map(q => [q.dataset.item, q]));
const editing = 'edit' in root.dataset;
const status = root.querySelector('[data-status]');
const announcer = root.querySelector('[data-announce]');
let current = steps.find(step => !step.hidden);
let offline = false;

const fill = (template, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, value), template);
const announce = text => { announcer.textContent = text; };
const textOf = row => row.querySelector('[data-text]').textContent;

const draft = new Draft({
  key: root.dataset.wizard, version: root.dataset.version, token: current.elements.__RequestVerificationToken.value,
  onState(state) {
    status.textContent = status.dataset[state];
    status.dataset.state = state;
    if ((state === 'offline') !== offline && state !== 'saving') {
      offline = !offline;
      announce(status.textContent);
    }
  },
});

// ---- Answers

/** The fields of a question that have a value, as a form would send them. */
const fieldsOf = question => [...question.elements]
  .filter(e => e.name && e.value !== '' && !e.matches(':disabled') && (!/radio|checkbox/.test(e.type) || e.checked))
  .map(e => [e.name, e.value]);

function show(question, fields) {
  for (const e of question.elements) {
    if (!e.name) continue;
    const values = fields.filter(([name]) => name === e.name).map(([, value]) => value);
    if (/radio|checkbox/.test(e.type)) e.checked = values.includes(e.value);
    else e.value = values[0] ?? '';
  }
  refresh(question);
}

/** What other questions take their rows from: key and words, in order. */
function rowsOf(question) {
  const words = question.querySelector('.words');
  switch (question.dataset.type) {
    case 'multi':
      return [...question.querySelectorAll('.choice input:checked')]
        .map(input => input.value === ':other' ? ['other', words.value.trim()] : [input.value, textOf(input.parentElement)])
        .filter(([, text]) => text);
    case 'rank':
      return rank.order(question).map(row => [row.dataset.key, textOf(row)]);
    default:
      return [...question.querySelectorAll('.lines input, [data-label]')]
        .map((input, index) => [String(index), input.value.trim()])
        .filter(([, text]) => text);
  }
}

/** Options of a select between the empty one and the select's own. */
function offer(select, rows) {
  const { value } = select;
  select.querySelectorAll('[data-key]').forEach(option => option.remove());
  for (const [key, text] of [...rows].reverse()) {
    const option = new Option(text, key);
    option.dataset.key = key;
    select.options[0].after(option);
  }
  select.value = [...select.options].some(option => option.value === value) ? value : '';
}

/** Rows that are all there: the chosen ones are shown, in order where that says something. */
function arrange(list, rows, ordered) {
  for (const row of list.querySelectorAll('[data-key]')) {
    const text = rows.get(row.dataset.key);
    row.hidden = text === undefined;
    for (const control of row.querySelectorAll('input, select, fieldset')) control.disabled = row.hidden;
    if (text) row.querySelector('[data-text]').textContent = text;
  }
  if (ordered) list.append(...[...rows.keys()].map(key => list.querySelector(`[data-key="${key}"]`)));
}

/** Shows in every question that depends on this one the rows that its answer gives now. */
function carry(question) {
  const rows = new Map(rowsOf(question));
  for (const list of root.querySelectorAll(`[data-from="${question.dataset.item}"]`)) {
    if (list.matches('select')) offer(list, rows);
    else arrange(list, rows, question.dataset.type === 'rank');
    refresh(list.closest('[data-item]'));
    const note = list.closest('form').querySelector('[data-void]');
    if (note) note.hidden = !isVoid(list.closest('form'));
  }
}

/** Brings everything that follows from a question's controls up to date. */
function refresh(question) {
  const type = question.dataset.type;
  if (type === 'grid') drawCurve(question);
  if (type === 'rank') rank.tidy(question);
  if (type === 'repeat') groups.tidy(question);
  count(question);
  carry(question);
}

function keep(question) {
  // A line that is emptied moves the ones below it up, so what names lines by number travels with them.
  const source = questions[question.dataset.rows];
  if (source) draft.save(source.dataset.item, fieldsOf(source));
  draft.save(question.dataset.item, fieldsOf(question));
  for (const dependent of root.querySelectorAll(`[data-from="${question.dataset.item}"]`)) {
    draft.save(dependent.closest('[data-item]').dataset.item, fieldsOf(dependent.closest('[data-item]')));
  }
}

function changed(question) {
  refresh(question);
  keep(question);
  progress();
}

/** Shows how much was chosen or written, where there is a limit. */
function count(question) {
  const { max, type } = question.dataset;
  const text = question.querySelector('textarea');
  if (!(type === 'multi' && max) && !text) return;
  const line = question.querySelector('.count') ?? question.appendChild(Object.assign(document.createElement('p'), { className: 'count' }));
  line.textContent = fill(root.dataset.count, text ? text.value.length : rowsOf(question).length, text ? text.maxLength : max);
}

// ---- Checks, the same simple ones as on the server

function fault(question) {
  const { min, max, few, many, range, type } = question.dataset;
  if ([...question.elements].some(e => e.willValidate && !e.validity.valid)) return range ?? '';
  if (!few && !many) return null;
  const n = /multi|rank|list|repeat/.test(type) ? rowsOf(question).length : 0;
  return n === 0 ? null : n < (min ?? 0) ? few : n > (max ?? n) ? many : null;
}

function isValid(step) {
  let first = null;
  for (const question of step.querySelectorAll('[data-item]')) {
    const message = fault(question);
    const line = question.querySelector('.error');
    line.textContent = message ?? '';
    line.hidden = message === null;
    if (message !== null) first ??= question;
  }
  if (first) {
    announce(first.querySelector('.error').textContent);
    (first.querySelector(':invalid:not(fieldset)') ?? first.querySelector('input, select, textarea, summary')).focus();
    first.scrollIntoView({ block: 'start' });
  }
  return !first;
}

// ---- Moving

const isVoid = step => [...step.querySelectorAll('[data-item]')]
  .every(q => q.dataset.rows && !q.querySelector('[data-from] > [data-key]:not([hidden])'));
const after = step => steps.slice(steps.indexOf(step) + 1).find(s => !isVoid(s));
const before = step => steps.slice(0, steps.indexOf(step)).findLast(s => !isVoid(s));

function go(step, push = true) {
  current.hidden = true;
  step.hidden = false;
  current = step;
  document.title = document.title.replace(/^.*(?= – )/, step.querySelector('h1').textContent);
  if (push) history.pushState(null, '', step.action);
  // The switches of language and theme lead back to where one is now.
  document.querySelectorAll('[name=place]').forEach(place => { place.value = location.pathname + location.search; });
  draft.moveTo(step.dataset.step);
  progress();
  step.querySelectorAll('.energy').forEach(grid => drawCurve(grid.closest('[data-item]')));
  step.querySelector('h1').focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function leave(address) {
  if (await draft.send()) location.assign(address);
  else announce(status.textContent);
}

function act(what) {
  switch (what) {
    case 'next':
      if (!isValid(current)) return;
      return editing || !after(current) ? leave(root.dataset.review) : go(after(current));
    case 'skip':
      for (const question of current.querySelectorAll('[data-item]')) {
        show(question, []);
        keep(question);
      }
      return editing || !after(current) ? leave(root.dataset.review) : go(after(current));
    case 'back':
      return editing ? leave(root.dataset.review) : before(current) ? go(before(current)) : leave(root.dataset.start);
    default:
      return go(steps.find(step => step.dataset.step === what.slice(3)));
  }
}

function progress() {
  const answered = step => [...step.querySelectorAll('[data-item]')].map(q => fieldsOf(q).length > 0);
  for (const button of root.querySelectorAll('.sections button')) {
    const here = steps.filter(step => step.dataset.section === button.dataset.section).flatMap(answered);
    const done = here.filter(Boolean).length;
    button.querySelector('progress').value = done;
    const words = button.querySelector('[data-answered]');
    words.textContent = fill(words.dataset.answered, done, here.length);
    if (button.dataset.section === current.dataset.section) button.setAttribute('aria-current', 'step');
    else button.removeAttribute('aria-current');
  }
  current.querySelector('[value=skip]').textContent = answered(current).some(Boolean) ? root.dataset.clear : root.dataset.skip;
}

// ---- Keys: Enter goes on, Shift+Enter goes back, digits choose while a choice has the focus

function onKey(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (key === 'Enter' && target.matches('input')) {
    event.preventDefault();
    act(event.shiftKey ? 'back' : 'next');
  } else if (/^[0-9]$/.test(key) && target.matches('[type=radio], [type=checkbox]')) {
    const group = [...target.form.elements].filter(e => e.name === target.name && /radio|checkbox/.test(e.type) && !e.disabled);
    const numbered = group.find(e => e.value === key);
    const choice = numbered ?? (group.some(e => /^\d+$/.test(e.value)) ? null : group[key - 1]);
    if (choice) {
      event.preventDefault();
      choice.focus();
      choice.click();
    }
  } else if (/^Arrow/.test(key) && target.closest('.levels')) {
    event.preventDefault();
    const slots = [...target.closest('.energy').querySelectorAll('.slot')];
    const slot = slots.indexOf(target.closest('.slot')) + (key === 'ArrowRight') - (key === 'ArrowLeft');
    const level = Number(target.value) + (key === 'ArrowUp') - (key === 'ArrowDown');
    const next = slots[slot]?.querySelector(/Up|Down/.test(key) ? `[value="${level}"]` : `:checked, [value="${level}"]`);
    next?.focus();
    if (/Up|Down/.test(key)) next?.click();
  }
}

// ---- Start

root.addEventListener('submit', event => {
  event.preventDefault();
  act(event.submitter?.value ?? 'next');
});
root.addEventListener('keydown', onKey);
root.addEventListener('input', event => {
  const question = event.target.closest('[data-item]');
  if (!question) return;
  if (event.target.matches('.words') && event.target.value) event.target.previousElementSibling.firstElementChild.checked = true;
  if (event.target.matches('.rank select')) announce(rank.place(event.target.closest('li'), Number(event.target.value)));
  changed(question);
});
root.addEventListener('click', event => {
  const button = event.target.closest('[data-move]');
  if (!button) return;
  announce(rank.move(button));
  changed(button.closest('[data-item]'));
});
addEventListener('popstate', () => {
  const step = steps.find(s => new URL(s.action).pathname === location.pathname);
  if (step) go(step, false);
});
draft.onOtherTab((id, fields) => questions[id] && show(questions[id], fields));

steps.forEach(step => { step.noValidate = true; });
const updatedAt = Date.parse(root.dataset.updated);
const mine = Object.values(questions).map(q => [q, draft.merge(q.dataset.item, fieldsOf(q), updatedAt)]);
for (const question of Object.values(questions)) {
  if (question.dataset.type === 'rank') rank.prepare(question);
  if (question.dataset.type === 'repeat') groups.prepare(question);
}
// Twice, because a question may take its rows from a later one's answer only once that is shown.
for (const [question, fields] of [...mine, ...mine]) {
  if (fields) show(question, fields);
}
Object.values(questions).forEach(refresh);
new ResizeObserver(() => current.querySelectorAll('[data-type=grid]').forEach(drawCurve)).observe(root);
draft.moveTo(current.dataset.step);
draft.send();
progress();
