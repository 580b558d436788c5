import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import { EmotionWord } from '../design/EmotionWord';
import { Quote } from '../design/Quote';
import { Section } from '../design/Section';
import { useTouchpointName } from '../understand/names';
import css from './Voices.module.css';

function VoiceBlock({ kind, voice }: { kind: 'praise' | 'pain'; voice: Schema['Voice'] | undefined }) {
  const { t } = useTranslation('today');
  const nameOf = useTouchpointName();
  return (
    <div>
      <div className={`${css.kind} ${css[kind]}`}>{t(kind)}</div>
      {!voice && <p className="meta">{t(`no_${kind}`)}</p>}
      {voice && (
        <>
          <Quote text={voice.text} language={voice.language} />
          <div className={css.source}>
            {voice.emotion && <EmotionWord name={voice.emotion} />}
            <Link to="/touchpoints/$slug" params={{ slug: voice.touchpoint }}>
              {nameOf(voice.touchpoint)}
            </Link>
          </div>
        </>
      )}
    </div>
  );
}

/** One praise and one pain, as written, drawn by the day's seed: nobody picked them. */
export function Voices({ today }: { today: Schema['Today'] }) {
  const { t } = useTranslation('today');
  const praises = t('praises', { count: today.praises ?? 0 });
  const pains = t('pains', { count: today.pains ?? 0 });
  const none = !today.praise && !today.pain;
  return (
    <Section title={t('voices_title')} note={none ? undefined : t('voices_from', { praises, pains, draw: today.draw ?? '' })}>
      {none && <p className="meta">{t('voices_none')}</p>}
      {!none && (
        <div className={css.voices}>
          <VoiceBlock kind="praise" voice={today.praise} />
          <VoiceBlock kind="pain" voice={today.pain} />
        </div>
      )}
    </Section>
  );
}
