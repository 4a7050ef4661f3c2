import { box, dot, operation, outline, text, wire } from './diagram.ts'
import { diagramStyle } from './diagram-style.ts'
import { figure } from './figure.ts'
import { legend } from './legend.ts'

const [stateY, oneMinusY, branchY, midY, boxY, busY, inputY] = [80, 130, 165, 210, 285, 360, 395]
const columns = { reset: 250, update: 380, candidate: 530 }
const [entry, scaled, added] = [165, 605, 650]

/** h is carried along the top; z says how much of it gives way to the candidate. The reset gate acts before the product. */
export function drawGru(): string {
  const { reset, update, candidate } = columns
  return figure({
    width: 760,
    height: 480,
    title:
      'GRU: the update gate mixes the carried state and the candidate; the reset gate scales the state that the candidate sees',
    style: diagramStyle,
    parts: [
      outline(105, 35, 580, 385),
      wire(
        [
          [60, stateY],
          [update - 15, stateY],
        ],
        { role: 'hidden' },
      ),
      wire(
        [
          [update + 15, stateY],
          [added - 15, stateY],
        ],
        { role: 'hidden' },
      ),
      wire(
        [
          [added + 15, stateY],
          [710, stateY],
        ],
        { role: 'hidden' },
      ),
      wire(
        [
          [entry, stateY],
          [entry, busY],
        ],
        { role: 'hidden', arrow: false },
      ),
      wire(
        [
          [entry, midY],
          [reset - 15, midY],
        ],
        { role: 'hidden' },
      ),
      wire(
        [
          [entry, 445],
          [entry, busY],
        ],
        { role: 'input', arrow: false },
      ),
      wire(
        [
          [entry, inputY],
          [candidate, inputY],
          [candidate, boxY + 20],
        ],
        { role: 'input' },
      ),
      wire([
        [entry, busY],
        [update, busY],
        [update, boxY + 20],
      ]),
      wire([
        [reset, busY],
        [reset, boxY + 20],
      ]),
      wire([
        [reset, boxY - 20],
        [reset, midY + 15],
      ]),
      wire(
        [
          [reset + 15, midY],
          [455, midY],
          [455, 335],
          [candidate, 335],
        ],
        { arrow: false, hops: [update] },
      ),
      wire([
        [update, boxY - 20],
        [update, oneMinusY + 15],
      ]),
      wire([
        [update, oneMinusY - 15],
        [update, stateY + 15],
      ]),
      wire([
        [update, branchY],
        [scaled, branchY],
        [scaled, midY - 15],
      ]),
      wire([
        [candidate, boxY - 20],
        [candidate, midY],
        [scaled - 15, midY],
      ]),
      wire([
        [scaled + 15, midY],
        [added, midY],
        [added, stateY + 15],
      ]),
      dot([entry, stateY], 'hidden'),
      dot([entry, midY], 'hidden'),
      dot([entry, inputY], 'input'),
      ...[
        [entry, busY],
        [reset, busY],
        [update, branchY],
        [candidate, 335],
      ].map(([x, y]) => dot([x!, y!])),
      operation([update, stateY], '×'),
      operation([added, stateY], '+'),
      operation([update, oneMinusY], '1 −', 46),
      operation([reset, midY], '×'),
      operation([scaled, midY], '×'),
      box([reset, boxY], 'σ'),
      box([update, boxY], 'σ'),
      box([candidate, boxY], 'tanh'),
      text([reset + 9, 253], 'r_t', 'gate'),
      text([update + 9, 253], 'z_t', 'gate'),
      text([candidate + 9, 253], 'h̃_t', 'gate'),
      text([reset + 8, 332], 'reset', 'note'),
      text([update + 8, 332], 'update', 'note'),
      text([candidate + 8, 325], 'candidate', 'note'),
      text([278, midY - 9], 'r_t ⊙ h_{t-1}', 'gate'),
      text([175, busY + 20], '[h_{t-1}, x_t]', 'gate'),
      text([50, stateY + 6], 'h_{t-1}', 'name', 'end'),
      text([720, stateY + 6], 'h_t', 'name'),
      text([153, 449], 'x_t', 'name', 'end'),
      ...legend(466, false),
    ],
  })
}
