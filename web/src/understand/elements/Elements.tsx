import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { pickText } from '../../app/words';
import { Section } from '../../design/Section';
import { Segments } from '../../design/Segments';
import { ChangeEffect } from './ChangeEffect';
import css from './Elements.module.css';
import { type Effect, type Element, useEffects, useElements } from './reads';

const ElementForm = lazy(() => import('./ElementForm').then((module) => ({ default: module.ElementForm })));
const ChangeForm = lazy(() => import('./ChangeForm').then((module) => ({ default: module.ChangeForm })));

type Doing = { what: 'add' } | { what: 'edit' | 'change'; element: Element } | null;

interface RowProps {
  element: Element;
  touchpoint: string;
  effects: Effect[];
  may: boolean;
  doing: (doing: Doing) => void;
}

function Row({ element, touchpoint, effects, may, doing }: RowProps) {
  const { t, i18n } = useTranslation('touchpoint');
  const name = pickText(element.name, i18n.language, element.slug);
  const comments = element.notes ?? 0;
  return (
    <li>
      <div className={css.head}>
        <b>{name}</b>
        {element.owner && <span className="meta">{element.owner}</span>}
        {comments > 0 && !may && <span className="meta">{t('element_notes', { count: comments })}</span>}
        {comments > 0 && may && (
          <Link to="/research" search={{ touchpoint, element: element.slug }} className="act">
            {t('element_notes', { count: comments })}
          </Link>
        )}
        {may && (
          <span className={css.deeds}>
            <button type="button" aria-label={t('change_record_of', { name })} onClick={() => doing({ what: 'change', element })}>
              {t('change_record')}
            </button>
            <button type="button" aria-label={t('element_edit', { name })} onClick={() => doing({ what: 'edit', element })}>
              {t('element_edit_short')}
            </button>
          </span>
        )}
      </div>
      <p>{pickText(element.state, i18n.language)}</p>
      {element.changes.map((change) => (
        <ChangeEffect key={change.id} change={change} effect={effects.find((one) => one.id === change.id)} />
      ))}
    </li>
  );
}

/** What the touchpoint is made of; when one of the small things changed, the figures before and after stand beside it. */
export function Elements({ slug }: { slug: string }) {
  const { t } = useTranslation('touchpoint');
  const may = useMay('manager');
  const [days, setDays] = useState('30');
  const [doing, setDoing] = useState<Doing>(null);
  const elements = useElements(slug).data;
  const changed = elements?.some((element) => element.changes.length > 0) ?? false;
  const effects = useEffects(slug, Number(days), changed).data ?? [];
  const close = () => setDoing(null);
  if (!elements || (elements.length === 0 && !may)) return null;
  return (
    <Section title={t('elements')} note={t('elements_note')}>
      {changed && (
        <Segments
          small
          className={css.sides}
          aria-label={t('side_days')}
          value={days}
          data={['30', '90'].map((value) => ({ value, label: t('effect_days', { days: value }) }))}
          onChange={setDays}
        />
      )}
      {elements.length === 0 && <p className="small">{t('elements_none')}</p>}
      <ul className={css.list}>
        {elements.map((element) => (
          <Row key={element.id} element={element} touchpoint={slug} effects={effects} may={may} doing={setDoing} />
        ))}
      </ul>
      {may && (
        <Button size="xs" variant="default" onClick={() => setDoing({ what: 'add' })}>
          {t('element_add')}
        </Button>
      )}
      <Suspense>
        {doing?.what === 'add' && <ElementForm slug={slug} taken={elements.map((one) => one.slug)} close={close} />}
        {doing?.what === 'edit' && <ElementForm slug={slug} taken={[]} element={doing.element} close={close} />}
        {doing?.what === 'change' && <ChangeForm element={doing.element} close={close} />}
      </Suspense>
    </Section>
  );
}
