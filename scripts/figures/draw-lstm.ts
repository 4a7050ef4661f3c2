import { box, dot, operation, outline, text, wire } from './diagram.ts'
import { diagramStyle } from './diagram-style.ts'
import { figure } from './figure.ts'
import { legend } from './legend.ts'

const [stateY, gateY, boxY, busY] = [85, 165, 255, 340]
const columns = { forget: 220, input: 320, candidate: 430, output: 530 }
const shown = 628

/** C is carried along the top, and only ever scaled and added to. */
export function drawLstm(): string {
  const { forget, input, candidate, output } = columns
  const tap = (x: number) =>
    wire([
      [x, busY],
      [x, boxY + 20],
    ])
  return figure({
    width: 760,
    height: 455,
    title:
      'LSTM: the forget gate scales the cell state C, the input gate scales the candidate that is added to it, and the output gate scales tanh of C to give h',
    style: diagramStyle,
    parts: [
      outline(105, 40, 560, 335),
      wire(
        [
          [60, stateY],
          [forget - 15, stateY],
        ],
        { role: 'cell' },
      ),
      wire(
        [
          [forget + 15, stateY],
          [candidate - 15, stateY],
        ],
        { role: 'cell' },
      ),
      wire(
        [
          [candidate + 15, stateY],
          [705, stateY],
        ],
        { role: 'cell' },
      ),
      wire(
        [
          [60, busY],
          [output, busY],
          [output, boxY + 20],
        ],
        { role: 'hidden', arrow: false },
      ),
      wire(
        [
          [150, 410],
          [150, busY],
        ],
        { role: 'input', arrow: false },
      ),
      wire([
        [150, busY],
        [output, busY],
        [output, boxY + 20],
      ]),
      tap(forget),
      tap(input),
      tap(candidate),
      wire([
        [forget, boxY - 20],
        [forget, stateY + 15],
      ]),
      wire([
        [input, boxY - 20],
        [input, gateY],
        [candidate - 15, gateY],
      ]),
      wire([
        [candidate, boxY - 20],
        [candidate, gateY + 15],
      ]),
      wire([
        [candidate, gateY - 15],
        [candidate, stateY + 15],
      ]),
      wire(
        [
          [shown, stateY],
          [shown, gateY - 15],
        ],
        { role: 'cell' },
      ),
      wire([
        [shown, gateY + 15],
        [shown, boxY - 15],
      ]),
      wire([
        [output + 32, boxY],
        [shown - 15, boxY],
      ]),
      wire(
        [
          [shown + 15, boxY],
          [705, boxY],
        ],
        { role: 'hidden' },
      ),
      ...[150, forget, input, candidate].map((x) => dot([x, busY])),
      dot([shown, stateY], 'cell'),
      operation([forget, stateY], '×'),
      operation([candidate, stateY], '+'),
      operation([candidate, gateY], '×'),
      operation([shown, gateY], 'tanh', 56),
      operation([shown, boxY], '×'),
      box([forget, boxY], 'σ'),
      box([input, boxY], 'σ'),
      box([candidate, boxY], 'tanh'),
      box([output, boxY], 'σ'),
      text([forget + 9, 215], 'f_t', 'gate'),
      text([input + 9, 215], 'i_t', 'gate'),
      text([candidate + 9, 215], 'C̃_t', 'gate'),
      text([output + 44, boxY - 9], 'o_t', 'gate'),
      text([forget + 8, 310], 'forget', 'note'),
      text([input + 8, 310], 'input', 'note'),
      text([candidate + 8, 310], 'candidate', 'note'),
      text([output + 8, 310], 'output', 'note'),
      text([160, busY + 20], '[h_{t-1}, x_t]', 'gate'),
      text([50, stateY + 6], 'C_{t-1}', 'name', 'end'),
      text([715, stateY + 6], 'C_t', 'name'),
      text([50, busY + 6], 'h_{t-1}', 'name', 'end'),
      text([715, boxY + 6], 'h_t', 'name'),
      text([138, 414], 'x_t', 'name', 'end'),
      ...legend(440, true),
    ],
  })
}
