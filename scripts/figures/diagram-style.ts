/** Blue carries h, orange C, green x; learned boxes are filled. Light and dark. */
export const diagramStyle = `
:root { --ink: #1c2430; --soft: #5b6675; --paper: #ffffff; --cell: #f3f6fa; --line: #c4ccd6;
  --hidden: #1f5fbf; --memory: #b4530a; --input: #0b7a5c; --learned: #1f3350; --on: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edf3; --soft: #a3afbd; --paper: #12171e; --cell: #1a212b; --line: #3a4655;
    --hidden: #7fb2ff; --memory: #f2a65a; --input: #4fd1a9; --learned: #d5e2f5; --on: #12171e; }
}
text { font: 15px system-ui, sans-serif; fill: var(--ink); }
.ground { fill: var(--paper); }
.outline { fill: var(--cell); stroke: var(--line); stroke-width: 1.5; }
.wire { fill: none; stroke: var(--own); stroke-width: 2; stroke-linecap: round; }
.dot, .head { fill: var(--own); }
.plain { --own: var(--soft); }
.hidden { --own: var(--hidden); }
.cell { --own: var(--memory); }
.input { --own: var(--input); }
.learned { fill: var(--learned); }
.on-learned { fill: var(--on); font-weight: 600; }
.operation { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }
.on-operation { font-size: 16px; }
.name { font-size: 17px; font-style: italic; }
.gate { font-size: 15px; font-style: italic; }
.note { font-size: 13px; fill: var(--soft); }
.low { font-size: 75%; }
`
