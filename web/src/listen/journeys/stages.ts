/** The usual phases in every language the screens speak: the names a journey begins with. The organisation may change them. */
export const usualStages = ['notice', 'choose', 'buy', 'get', 'use', 'put_right'];

export const stageNames: Record<string, Record<string, string>> = {
  notice: { en: 'Noticing', fi: 'Huomaaminen', sv: 'Lägga märke till' },
  choose: { en: 'Choosing', fi: 'Valitseminen', sv: 'Välja' },
  buy: { en: 'Buying', fi: 'Ostaminen', sv: 'Köpa' },
  get: { en: 'Receiving', fi: 'Saaminen', sv: 'Få hem' },
  use: { en: 'Using', fi: 'Käyttäminen', sv: 'Använda' },
  put_right: { en: 'Putting right', fi: 'Korjaaminen', sv: 'Ställa till rätta' },
};
