/**
 * Sends what is in a text box to the run, the whole of it each time: one request after the other, so that the newest text
 * is answered last, and what was typed meanwhile goes together. `onAnswer` hears the answer and the text it is to.
 */
export class Writer {
  constructor({ onAnswer, onState, quietMs }) {
    this.writer = crypto.randomUUID()
    this.onAnswer = onAnswer
    this.onState = onState
    this.quietMs = quietMs
    this.wanted = undefined
    this.sending = false
  }

  /** `done` counts the last word, too; so does a silence of `quietMs`, where there is one. */
  write(text, done = false) {
    clearTimeout(this.quiet)
    this.wanted = { text, done }
    if (!done && this.quietMs !== undefined) this.quiet = setTimeout(() => this.write(text, true), this.quietMs)
    if (!this.sending) void this.send()
  }

  async send() {
    this.sending = true
    while (this.wanted !== undefined) {
      const sent = this.wanted
      this.wanted = undefined
      try {
        const response = await fetch('/text', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ writer: this.writer, ...sent }),
        })
        if (!response.ok) throw new Error(await response.text())
        this.onAnswer(await response.json(), sent)
        this.onState('open')
      } catch {
        this.onState('lost')
        this.wanted ??= sent
        await new Promise((resolve) => setTimeout(resolve, 1000))
      }
    }
    this.sending = false
  }
}

const words = { open: 'Live', lost: 'Connection lost – trying again' }

/** Shows whether the run answers. */
export function showState(box, state) {
  if (box.textContent !== words[state]) box.textContent = words[state]
  box.dataset.state = state === 'open' ? 'running' : state
}

/** `12 %`, or `12.3 %`. */
export function percent(share, digits = 0) {
  return `${(100 * share).toFixed(digits)}\u00a0%`
}
