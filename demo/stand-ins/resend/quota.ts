/** E-mails that the Free plan gives away in a day and in a month, as published on 2026-03-09. */
const FREE_A_DAY = 100;
const FREE_A_MONTH = 3_000;

/** What was sent in the running day and month, this call included. */
export interface SentEmails {
  readonly today: number;
  readonly thisMonth: number;
  /** How many e-mails of this call are not given away. */
  readonly charged: number;
}

/** Counts what an account has sent; days and months are those of UTC. */
export class Quota {
  readonly #now: () => Date;
  #day = '';
  #today = 0;
  #thisMonth = 0;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  send(emails: number): SentEmails {
    const day = this.#now().toISOString().slice(0, 10);
    if (day !== this.#day) this.#today = 0;
    if (day.slice(0, 7) !== this.#day.slice(0, 7)) this.#thisMonth = 0;
    this.#day = day;
    const left = Math.min(FREE_A_DAY - this.#today, FREE_A_MONTH - this.#thisMonth);
    const free = Math.min(emails, Math.max(0, left));
    this.#today += emails;
    this.#thisMonth += emails;
    return { today: this.#today, thisMonth: this.#thisMonth, charged: emails - free };
  }
}
