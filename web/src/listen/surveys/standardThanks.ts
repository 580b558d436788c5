import type { Texts } from './definition';

/** What the page says when the survey says nothing of its own; shown as a hint in the empty field. */
const standard: Record<'good' | 'middle' | 'poor', Texts> = {
  good: {
    en: 'Thank you! Your words go to the people who served you.',
    fi: 'Kiitos! Sanasi välitetään niille, jotka palvelivat sinua.',
    sv: 'Tack! Vi för dina ord vidare till dem som hjälpte dig.',
  },
  middle: {
    en: 'Thank you. Answers like yours show us what to make better.',
    fi: 'Kiitos. Juuri tällaisista vastauksista näemme, mitä voimme tehdä paremmin.',
    sv: 'Tack. Just sådana svar visar vad vi kan göra bättre.',
  },
  poor: {
    en: 'Thank you for telling us. We are sorry it went this way. Your answer will be read.',
    fi: 'Kiitos, että kerroit. Olemme pahoillamme, että näin kävi. Vastauksesi luetaan.',
    sv: 'Tack för att du berättade. Vi beklagar att det blev så här. Ditt svar blir läst.',
  },
};

export function standardThanks(outcome: 'good' | 'middle' | 'poor', language: string): string | undefined {
  return standard[outcome][language];
}
