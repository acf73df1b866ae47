/** The output of each probe, by its title. */
export function results(text: string): Map<string, string> {
  return new Map(text.split(/^### /m).slice(1).map((part) => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), comparable(part.slice(end + 1))];
  }));
}

/** Process ids, times and names of machines differ from run to run, and links are removed in random order. */
function comparable(text: string): string {
  const lines = text.trimEnd().split('\n').map((line) => line
    .replace(/[0-9a-f]{32}/g, 'ID').replace(/\[\d+\]/g, '[PID]').replace(/PID: \d+/, 'PID: N').replace(/\d+ (ExecStart=)/, 'N $1')
    .replace(/ since .*/, ' since TIME').replace(/^( +)[A-Z][a-z]{2} [ \d]\d [\d:]{8} \S+ /, '$1TIME HOST ').trimEnd());
  return lines.map((line, index) => (line.includes('! Removed "') ? sortedRun(lines, index, '! Removed "') : line)).join('\n');
}

function sortedRun(lines: readonly string[], index: number, mark: string): string {
  let first = index;
  let last = index;
  while (lines[first - 1]?.includes(mark)) first--;
  while (lines[last + 1]?.includes(mark)) last++;
  return lines.slice(first, last + 1).sort()[index - first]!;
}
