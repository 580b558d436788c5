import type { QuestionType, Texts } from './definition';

/** The house's own wordings, so that results can be compared. They are content of a survey and may be rewritten there. */
const recommendation: Texts = {
  en: 'If someone you know needed the same as you, how likely would you be to recommend us?',
  fi: 'Jos joku tuttusi tarvitsisi samaa kuin sinä, kuinka todennäköisesti suosittelisit meitä?',
  sv: 'Om någon du känner behövde samma sak som du, hur troligt är det att du skulle rekommendera oss?',
};

const byType: Partial<Record<QuestionType, Texts>> = {
  nps: recommendation,
  enps: {
    en: 'If someone you know were looking for work, how likely would you be to recommend us as an employer?',
    fi: 'Jos joku tuttusi etsisi töitä, kuinka todennäköisesti suosittelisit meitä työnantajana?',
    sv: 'Om någon du känner sökte jobb, hur troligt är det att du skulle rekommendera oss som arbetsgivare?',
  },
  ces: {
    en: 'How hard or easy was it to get your matter taken care of?',
    fi: 'Kuinka vaikeaa tai helppoa asiasi hoitaminen oli?',
    sv: 'Hur svårt eller lätt var det att få ditt ärende skött?',
  },
  ces_v1: {
    en: 'How much effort did it take to get your matter taken care of?',
    fi: 'Kuinka paljon vaivaa asiasi hoitaminen vaati?',
    sv: 'Hur mycket ansträngning krävdes det för att få ditt ärende skött?',
  },
  csat: {
    en: 'How satisfied are you with the service you received?',
    fi: 'Kuinka tyytyväinen olet saamaasi palveluun?',
    sv: 'Hur nöjd är du med servicen du fick?',
  },
  expectation: {
    en: 'How did this compare with what you expected?',
    fi: 'Miten kokemuksesi vastasi odotuksiasi?',
    sv: 'Hur blev det jämfört med vad du hade väntat dig?',
  },
  emotion: {
    en: 'What feeling did it leave you with? You may choose several.',
    fi: 'Millainen tunne sinulle jäi? Voit valita useita.',
    sv: 'Vilken känsla blev kvar hos dig? Du kan välja flera.',
  },
  story: {
    en: 'Tell us in your own words what happened and how it felt.',
    fi: 'Kerro omin sanoin, mitä tapahtui ja miltä se tuntui.',
    sv: 'Berätta med egna ord vad som hände och hur det kändes.',
  },
  consent: {
    en: 'You may contact me about this answer.',
    fi: 'Minuun saa ottaa yhteyttä tästä vastauksesta.',
    sv: 'Ni får kontakta mig om det här svaret.',
  },
};

export const reason: Texts = {
  en: 'What is the main reason for your answer?',
  fi: 'Mikä on tärkein syy vastaukseesi?',
  sv: 'Vilket är det viktigaste skälet till ditt svar?',
};

export function inLanguages(texts: Texts, languages: string[]): Texts {
  return Object.fromEntries(languages.map((language) => [language, texts[language] ?? '']));
}

export function wordingOf(type: QuestionType, languages: string[]): Texts | undefined {
  const texts = byType[type];
  return texts && inLanguages(texts, languages);
}
