// Text in man(7), the language of manual pages.

/** Text that stays as it is: no character of it is taken for a command. */
export function plain(text: string): string {
  return text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll('~', String.raw`\(ti`)
    .replaceAll('^', String.raw`\(ha`)
    .replaceAll('`', String.raw`\(ga`)
    .replaceAll(
      /[^\n -~]/g,
      (character) => `\\[u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replaceAll(/^([.'])/gm, String.raw`\&$1`);
}

/** How something is typed: what stands for something else is in italics, and the rest bold. */
export function typed(text: string): string {
  const parts = text.split(/(<[^>]*>|[A-Z]{3,})/).filter((part) => part !== '');
  return parts.map((part) => `\\f${/^(<|[A-Z]{3,}$)/.test(part) ? 'I' : 'B'}${plain(part)}\\fR`).join('');
}

const WIDTH = 78;

/** Words in lines that are no longer than a reader of the source likes. */
function filled(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && plain(longer).length <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return plain(lines.join('\n'));
}

export function section(title: string): string {
  return `.SH ${title}\n`;
}

export function subsection(title: string): string {
  return `.SS "${plain(title)}"\n`;
}

export function paragraph(text: string): string {
  return `.PP\n${filled(text)}\n`;
}

/** A term, and what it is. */
export function item(term: string, text: string): string {
  return `.TP\n${typed(term)}\n${filled(text)}\n`;
}

/** Lines as they are. */
export function example(lines: readonly string[]): string {
  return `.PP\n.RS 4\n.EX\n${plain(lines.join('\n'))}\n.EE\n.RE\n`;
}
