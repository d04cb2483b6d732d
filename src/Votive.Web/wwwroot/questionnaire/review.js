// Handing in takes a moment: says so, and lets nobody hand in twice.
const form = document.querySelector('[data-submit]');
form.addEventListener('submit', event => {
  if (form.ariaBusy === 'true') event.preventDefault();
  form.ariaBusy = 'true';
});
// Coming back with the browser's button shows the page as it was left.
addEventListener('pageshow', () => { form.ariaBusy = 'false'; });
