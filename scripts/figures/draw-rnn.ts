import { box, dot, operation, outline, text, wire } from './diagram.ts'
import { diagramStyle } from './diagram-style.ts'
import { figure } from './figure.ts'
import { legend } from './legend.ts'

/** One matrix for what is carried, one for what comes in. */
export function drawRnn(): string {
  const [middle, joins, h] = [150, 370, 560]
  return figure({
    width: 760,
    height: 380,
    title:
      'RNN: the carried state through W_hh and the input through W_xh are added to a bias and go through tanh; the result is carried on, and through W_hy it is the answer',
    style: diagramStyle,
    parts: [
      outline(120, 70, 520, 205),
      wire(
        [
          [70, middle],
          [218, middle],
        ],
        { role: 'hidden' },
      ),
      wire([
        [282, middle],
        [joins - 15, middle],
      ]),
      wire(
        [
          [joins, 310],
          [joins, 252],
        ],
        { role: 'input' },
      ),
      wire([
        [joins, 212],
        [joins, middle + 15],
      ]),
      wire([
        [joins, 105],
        [joins, middle - 15],
      ]),
      wire([
        [joins + 15, middle],
        [433, middle],
      ]),
      wire(
        [
          [497, middle],
          [690, middle],
        ],
        { role: 'hidden' },
      ),
      wire(
        [
          [h, middle],
          [h, 122],
        ],
        { role: 'hidden', arrow: false },
      ),
      wire([
        [h, 82],
        [h, 40],
      ]),
      dot([h, middle], 'hidden'),
      box([250, middle], 'W_{hh}'),
      box([joins, 232], 'W_{xh}'),
      operation([joins, middle], '+'),
      operation([465, middle], 'tanh', 64),
      box([h, 102], 'W_{hy}'),
      text([joins, 98], 'b_h', 'gate', 'middle'),
      text([58, middle + 6], 'h_{t-1}', 'name', 'end'),
      text([702, middle + 6], 'h_t', 'name'),
      text([joins, 330], 'x_t', 'name', 'middle'),
      text([h, 30], 'y_t', 'name', 'middle'),
      text([418, 258], 'the same matrices at every tick', 'note'),
      ...legend(362, false),
    ],
  })
}
