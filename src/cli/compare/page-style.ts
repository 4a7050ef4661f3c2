/** Colours that differ for every kind of colour vision, and dashes for none at all; light and dark. */
export const chartStyle = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #ffffff; --line: #dde3ea;
  --rnn: #b4530a; --lstm: #1f5fbf; --gru: #0b7a5c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edf3; --soft: #a3afbd; --paper: #12171e; --line: #2c3642;
    --rnn: #f2a65a; --lstm: #7fb2ff; --gru: #4fd1a9; }
}
.grid { stroke: var(--line); }
.level { stroke: var(--soft); stroke-dasharray: 2 4; }
.tick { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.label { fill: var(--ink); font-size: 13px; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.rnn { --own: var(--rnn); stroke-dasharray: 7 4; }
.lstm { --own: var(--lstm); stroke-dasharray: none; }
.gru { --own: var(--gru); stroke-dasharray: 2 3; }
.line, .key line { stroke: var(--own); }
.dot { fill: var(--own); stroke-dasharray: none; }
`

export const pageStyle = `${chartStyle}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; max-width: 46rem; }
.soft { color: var(--soft); }
.note { margin-top: 1rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 2rem; margin: 2rem 0; }
figure { display: flex; flex-direction: column; margin: 0; }
figure > svg { margin-top: auto; }
svg { display: block; width: 100%; height: auto; }
.keys { display: flex; gap: 1.25rem; margin: .5rem 0 1rem; padding: 0; list-style: none; }
.key { display: flex; align-items: center; gap: .5rem; }
.key svg { width: 36px; }
.key line { stroke-width: 3; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child { text-align: left; font-weight: 400; min-width: 11rem; }
td { white-space: nowrap; }
thead th { font-weight: 600; }
`
