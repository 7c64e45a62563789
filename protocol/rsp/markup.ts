/** Text inside XML. */

const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};

/** `text` with the five characters that XML reserves replaced. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => entities[character] ?? character);
