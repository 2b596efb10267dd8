"""The JavaScript of our own components: clicks that become events, focus, scrolling. Knows no Python handler.

Each runs once, when its `gr.HTML` is in the page, with Gradio's `element`, `trigger`, `props` and `watch`. None of
them ever puts text into markup.
"""

from __future__ import annotations

CONVERSATION = """
element.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open]');
  if (opener) {
    const {open, version, start, end} = opener.dataset;
    trigger('open', {article: open, version: Number(version), start: Number(start), end: Number(end)});
    return;
  }
  const example = event.target.closest('[data-question]');
  if (example) trigger('example', {question: example.dataset.question});
});
const cards = () => element.querySelectorAll('details[id]');
let opened = new Map();
let chosen = null;
element.addEventListener('click', () => setTimeout(() => {
  opened = new Map([...cards()].map((card) => [card.id, card.open]));
  chosen = element.querySelector('.chosen')?.id;
}));
let turn = null;
watch('value', () => {
  // An update puts every attribute back to what the server wrote: what the reader had opened is opened again.
  for (const card of cards()) {
    if (opened.has(card.id)) card.open = opened.get(card.id);
    card.classList.toggle('chosen', card.id === chosen);
  }
  const newest = element.id === 'newest' || element.closest('#newest') ? element.querySelector('.exchange') : null;
  if (newest && newest.dataset.turn !== turn) newest.scrollIntoView({block: 'start'});
  turn = newest?.dataset.turn ?? null;
});
"""

READER = """
let opener = null;
element.addEventListener('click', (event) => {
  if (event.target.closest('.close') || event.target.classList.contains('reader-frame')) {
    props.value = '';
    setTimeout(settle);
    return;
  }
  const other = event.target.closest('[data-open]');
  if (other) trigger('open', {article: other.dataset.open, version: Number(other.dataset.version), start: 0, end: 0});
});
const settle = () => {
  const story = element.querySelector('.story');
  // What lies under the panel is out of reach of keys and screen readers while it is open.
  if (story && !element.contains(document.activeElement)) opener = document.activeElement;
  document.body.classList.toggle('reading', Boolean(story));
  for (const id of ['masthead', 'status', 'tabs']) {
    document.getElementById(id)?.toggleAttribute('inert', Boolean(story));
  }
  if (!story) {
    opener?.focus();
    opener = null;
    return;
  }
  story.querySelector('h2')?.focus({preventScroll: true});
  story.querySelector('mark')?.scrollIntoView({block: 'center'});
};
watch('value', settle);
"""

TABLE = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const data = button.dataset;
  if (data.open) trigger('open', {article: data.open, version: Number(data.version), start: 0, end: 0});
  if (data.again) trigger('again', {article: data.again});
  if (data.remove) trigger('remove', {article: data.remove});
});
"""

REMOVAL = """
let opener = null;
element.addEventListener('click', (event) => {
  const yes = event.target.closest('[data-confirm]');
  if (yes) {
    trigger('confirm', {article: yes.dataset.confirm});
    opener = document.querySelector('#library-table .table-frame');  // the button goes with its row
  }
  if (!yes && !event.target.closest('.close')) return;
  props.value = '';
  setTimeout(() => opener?.focus({preventScroll: true}));
});
element.addEventListener('keydown', (event) => {
  if (event.key !== 'Tab') return;
  const choices = [...element.querySelectorAll('button')];
  choices[(choices.indexOf(document.activeElement) + 1) % choices.length]?.focus();  // there are two
  event.preventDefault();
});
watch('value', () => {
  const keep = element.querySelector('.close');
  if (!keep) return;
  if (!element.contains(document.activeElement)) opener = document.activeElement;
  keep.focus();
});
"""
