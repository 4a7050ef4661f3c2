const namespace = 'http://www.w3.org/2000/svg'
const [left, right, top, bottom] = [44, 20, 12, 30]
/** Narrower than this, words under the curve would touch. */
const leastForWord = 64

/** A line of probabilities, one point a word. Colours are the style sheet's. */
export class Curve {
  constructor(element) {
    this.element = element
    this.points = []
    this.svg = make('svg', { 'aria-hidden': 'true' })
    element.append(this.svg)
    new ResizeObserver(() => this.draw(this.points)).observe(element)
  }

  /** `points`: { text, probability }, the first before any word. */
  draw(points) {
    this.points = points
    const { clientWidth: width, clientHeight: height } = this.element
    const step = (width - left - right) / Math.max(8, points.length - 1)
    const x = (i) => left + i * step
    const y = (p) => top + (1 - p) * (height - top - bottom)
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
    const grid = [0, 0.5, 1].flatMap((p) => [
      make('line', { class: p === 0.5 ? 'middle' : 'grid', x1: left, x2: width - right, y1: y(p), y2: y(p) }),
      label(left - 8, y(p) + 4, `${100 * p} %`, 'end'),
    ])
    const line = points.map(({ probability }, i) => `${x(i)},${y(probability)}`).join(' ')
    const radius = step > 12 ? 3 : 0
    const dots = points.map(({ probability }, i) => {
      const isLast = i === points.length - 1
      return make('circle', {
        class: isLast ? 'dot last' : 'dot',
        cx: x(i),
        cy: y(probability),
        r: isLast ? 5 : radius,
      })
    })
    const names = step < leastForWord ? [] : points.map(({ text }, i) => label(x(i), height - 8, cut(text), 'middle'))
    this.svg.replaceChildren(...grid, make('polyline', { class: 'line', points: line }), ...dots, ...names)
  }
}

function make(name, attributes) {
  const element = document.createElementNS(namespace, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  return element
}

function label(x, y, text, anchor) {
  const element = make('text', { x, y, 'text-anchor': anchor })
  element.textContent = text
  return element
}

function cut(text) {
  return text.length > 9 ? `${text.slice(0, 8)}…` : text
}
