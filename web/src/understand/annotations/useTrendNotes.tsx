import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { daysBetween } from '../../app/period';
import { useMay } from '../../app/session';
import { pickText } from '../../app/words';
import type { TrendNote } from '../../design/trendShape';
import css from './Annotations.module.css';
import { type Annotation, useAnnotations } from './reads';

const AnnotationForm = lazy(() => import('./AnnotationForm').then((module) => ({ default: module.AnnotationForm })));
const most = 12;

interface Span {
  from: string;
  to: string;
}

/** Where a day stands among the points, each of which covers its days. */
export function placeOf(spans: Span[], day: string): number | undefined {
  const index = spans.findIndex((span) => span.from <= day && day <= span.to);
  const span = spans[index];
  if (!span) return undefined;
  const inside = (daysBetween(span.from, day) - 0.5) / daysBetween(span.from, span.to) - 0.5;
  return Math.min(spans.length - 1, Math.max(0, index + inside));
}

/** What happened along a trend, its button for a new note, and its form. Without a touchpoint: what concerns all. */
export function useTrendNotes(spans: Span[], touchpoint: string | undefined): { notes: TrendNote[]; add: ReactNode; form: ReactNode } {
  const { t, i18n } = useTranslation('boards');
  const may = useMay('manager');
  const [doing, setDoing] = useState<Annotation | 'add' | null>(null);
  const { data } = useAnnotations(touchpoint, spans[0]?.from ?? '', spans[spans.length - 1]?.to ?? '');
  const written = (data?.items ?? []).filter((one) => touchpoint !== undefined || one.touchpoint === undefined);
  const happened = [
    ...written.map((one) => ({ key: `note ${one.id}`, day: one.day, text: one.text, annotation: one })),
    ...(touchpoint === undefined ? [] : (data?.changes ?? [])).map((one) => ({
      key: `change ${one.id}`,
      day: one.day,
      text: `${pickText(one.name, i18n.language, '')}: ${pickText(one.note, i18n.language, '')}`,
      annotation: undefined,
    })),
  ];
  const notes = happened
    .sort((a, b) => b.day.localeCompare(a.day))
    .flatMap(({ annotation, ...note }) => {
      const at = placeOf(spans, note.day);
      const edit = annotation && may && (
        <button
          type="button"
          className={css.edit}
          aria-label={t('note_change_of', { text: note.text })}
          onClick={() => setDoing(annotation)}
        >
          {t('change')}
        </button>
      );
      return at === undefined ? [] : [{ ...note, at, deed: edit || undefined }];
    })
    .slice(0, most)
    .reverse();
  const add = may && (
    <button type="button" className="act" onClick={() => setDoing('add')}>
      {t('note_add')}
    </button>
  );
  const form = (
    <Suspense>
      {doing === 'add' && <AnnotationForm touchpoint={touchpoint} close={() => setDoing(null)} />}
      {doing && doing !== 'add' && <AnnotationForm annotation={doing} touchpoint={touchpoint} close={() => setDoing(null)} />}
    </Suspense>
  );
  return { notes, add, form };
}
