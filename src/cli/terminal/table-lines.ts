/** Two blanks between columns and no lines: fits 80 characters. */
export const tableLines = {
  chars: {
    ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', left: '', right: '', middle: '  ' },
    ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
    ...{ mid: '', 'mid-mid': '', 'left-mid': '', 'right-mid': '' },
  },
  style: { 'padding-left': 0, 'padding-right': 0, border: [] as string[], head: [] as string[] },
}
