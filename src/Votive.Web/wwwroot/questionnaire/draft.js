// Answers under way: kept on this device with every change, sent to the server in the background.

/** How long a change may wait before it is sent, in ms. */
const SEND_AFTER = 1000;

/** Longest wait between two attempts while the server can't be reached, in ms. */
const LONGEST_WAIT = 60_000;

const PREFIX = 'votive.draft:';

/**
 * One person's answers, per item: `f` the form fields as [name, value] pairs, `t` when they changed (ms), `r` how often,
 * `d` whether the server still lacks them, `b` what the server had before, as JSON.
 */
export class Draft {
  #key; #token; #version; #state; #timer; #sending; #wait = SEND_AFTER; #moved = false;
  #kept = { at: null, items: {} };

  /** @param {{key: string, version: string, token: string, onState: (state: 'saving' | 'saved' | 'offline') => void}} options */
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

  /** Sends what the server lacks. @returns {Promise<boolean>} whether it now has everything */
  async send() {
    await this.#sending;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lacking = Object.entries(this.#kept.items).filter(([, item]) => item.d);
    if (lacking.length === 0 && !this.#moved) {
      this.#state('saved');
      return true;
    }
    this.#state('saving');
    this.#sending = this.#patch(lacking);
    return this.#sending;
  }

  async #patch(lacking) {
    const sent = lacking.map(([id, item]) => [id, item.r]);
    const moved = this.#moved;
    this.#moved = false;
    const fields = pairs => {
      const all = {};
      for (const [name, value] of pairs) (all[name] ??= []).push(value);
      return all;
    };
    const body = { version: this.#version, currentItem: this.#kept.at, answers: Object.fromEntries(lacking.map(([id, item]) => [id, fields(item.f)])) };
    let stored = false;
    try {
      const response = await fetch('/assessment/draft', {
        method: 'PATCH', keepalive: true, body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', RequestVerificationToken: this.#token },
      });
      stored = response.ok;
    } catch {
      // Offline, or the page is going away: the copy on this device stays marked as not sent.
    }
    this.#sending = undefined;
    if (stored) {
      for (const [id, r] of sent) {
        if (this.#kept.items[id].r === r) this.#kept.items[id].d = 0;
      }
      this.#wait = SEND_AFTER;
      this.#write();
    } else {
      this.#moved ||= moved;
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
      this.#later();
    }
    this.#state(stored ? 'saved' : 'offline');
    return stored;
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
    } catch {
      // Full or forbidden: see above.
    }
  }
}
