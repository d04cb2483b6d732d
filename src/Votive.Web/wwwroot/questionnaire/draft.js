// Answers under way: kept on this device with every change, sent to the server in the background.

/** How long a change may wait before it is sent, in ms. */
const SEND_AFTER = 1000;

/** Longest wait between two attempts while the server can't be reached, in ms. */
const LONGEST_WAIT = 60_000;

const PREFIX = 'votive.draft:';

/**
 * One person's answers, per item: `f` the form fields as [name, value] pairs, `t` when they changed (ms), `r` how often,
 * `d` whether the server still lacks them, `b` what the server had before, as JSON.
 * States: saving, saved, offline (it will try again), refused (something stays unsaved until it is changed).
 */
export class Draft {
  #key; #token; #version; #state; #timer; #sending; #wait = SEND_AFTER; #moved = false; #refused = new Map();
  #kept = { at: null, items: {} };

  /** @param {{key: string, version: string, token: string, onState: (state: string) => void}} options */
  constructor({ key, version, token, onState }) {
    [this.#key, this.#version, this.#token, this.#state] = [PREFIX + key, version, token, onState];
    // Another version or another beginning is not this draft.
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && name !== this.#key) localStorage.removeItem(name);
    }
    this.#read();
    addEventListener('online', () => this.send());
    addEventListener('pagehide', () => this.send());
  }

  /**
   * Which fields an item should show: what the page has, or what this device has and the server lacks.
   * Where both changed, the newer one wins. Null when the page is right already.
   */
  merge(id, shown, updatedAt) {
    const item = this.#kept.items[id];
    const server = JSON.stringify(shown);
    const mine = item?.d && JSON.stringify(item.f) !== server && (item.b === server || item.t > updatedAt);
    if (mine) return item.f;
    this.#kept.items[id] = { f: shown, t: item?.t ?? 0, r: item?.r ?? 0, d: 0, b: server };
    return null;
  }

  /** Keeps an item's fields, here at once and on the server soon. */
  save(id, fields) {
    const item = this.#kept.items[id] ??= { r: 0, d: 0, b: '[]' };
    if (!item.d && item.f) item.b = JSON.stringify(item.f);
    Object.assign(item, { f: fields, t: Date.now(), r: item.r + 1, d: 1 });
    this.#write();
    this.#later();
  }

  /** Whether the server does not take an item as it is. */
  isRefused(id) {
    const item = this.#kept.items[id];
    return item?.d === 1 && this.#refused.get(id) === item.r;
  }

  /** Remembers the screen where the person is. */
  moveTo(step) {
    if (this.#kept.at === step) return;
    this.#kept.at = step;
    this.#moved = true;
    this.#write();
    this.#later();
  }

  /** Calls back with the items that another tab has changed. */
  onOtherTab(changed) {
    addEventListener('storage', event => {
      if (event.key !== this.#key || !event.newValue) return;
      const before = this.#kept.items;
      this.#read();
      for (const [id, item] of Object.entries(this.#kept.items)) {
        if (item.r > (before[id]?.r ?? 0) || item.t > (before[id]?.t ?? 0)) changed(id, item.f);
      }
    });
  }

  /** Sends what the server lacks. @returns {Promise<string>} the state after that */
  async send() {
    await this.#sending;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lacking = Object.entries(this.#kept.items).filter(([id, item]) => item.d && !this.isRefused(id));
    if (lacking.length === 0 && !this.#moved) return this.#settle();
    this.#state('saving');
    this.#sending = this.#patch(lacking);
    return this.#sending;
  }

  async #patch(lacking) {
    const sent = lacking.map(([id, item]) => [id, item.r, JSON.stringify(item.f)]);
    const moved = this.#moved;
    this.#moved = false;
    const fields = pairs => {
      const all = {};
      for (const [name, value] of pairs) (all[name] ??= []).push(value);
      return all;
    };
    const body = { version: this.#version, currentItem: this.#kept.at, answers: Object.fromEntries(lacking.map(([id, item]) => [id, fields(item.f)])) };
    let status = 0;
    let faults = {};
    try {
      const response = await fetch('/assessment/draft', {
        method: 'PATCH', keepalive: true, body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', RequestVerificationToken: this.#token },
      });
      if (response.ok) ({ faults } = await response.json());
      status = response.status;
    } catch {
      // Offline, or the page is going away: the copy on this device stays marked as not sent.
    }
    this.#sending = undefined;
    if (status === 200) {
      for (const [id, r, json] of sent) {
        const item = this.#kept.items[id];
        // What merely lacks something is kept; what is wrong stays here.
        if (faults[id] && faults[id] !== 'tooFew') {
          this.#refused.set(id, r);
        } else {
          item.b = json;
          if (item.r === r) item.d = 0;
        }
      }
      this.#wait = SEND_AFTER;
      this.#kept.reloaded = false;
      this.#write();
      return this.#settle();
    }
    this.#moved ||= moved;
    if (status === 0 || status === 429 || status >= 500) {
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
      this.#later();
      this.#state('offline');
      return 'offline';
    }
    // The page is too old in some way. A new one may do; one, until something is saved.
    if (!this.#kept.reloaded) {
      this.#kept.reloaded = true;
      if (this.#write()) {
        location.reload();
        return 'saving';
      }
    }
    this.#state('refused');
    return 'refused';
  }

  #settle() {
    const state = Object.keys(this.#kept.items).some(id => this.isRefused(id)) ? 'refused' : 'saved';
    this.#state(state);
    return state;
  }

  #later() {
    this.#timer ??= setTimeout(() => this.send(), this.#wait);
  }

  #read() {
    try {
      this.#kept = JSON.parse(localStorage.getItem(this.#key)) ?? this.#kept;
    } catch {
      // Unreadable or forbidden: the answers live in the page and on the server.
    }
  }

  #write() {
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#kept));
      return true;
    } catch {
      // Full or forbidden: see above.
      return false;
    }
  }
}
