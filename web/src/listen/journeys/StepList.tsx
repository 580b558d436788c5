import { ActionIcon, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { channelWord, useTouchpointName } from '../../understand/names';
import { addStage, type Draft, type DraftStep, isGuided, nudgeStep, type Place, removeStage } from './draft';
import css from './Journeys.module.css';
import { NewStep } from './NewStep';
import type { JourneyFigures } from './reads';
import { StageName } from './StageName';
import { useWithin } from './useWithin';
import { shareWords } from './WalkedFigures';

interface StepListProps {
  draft: Draft;
  figures: JourneyFigures | undefined;
  may: boolean;
  change: (draft: Draft) => void;
  open: (place: Place) => void;
}

function Walked({ figure }: { figure: JourneyFigures['steps'][number] | undefined }) {
  const { t } = useTranslation('journey');
  const format = useFormat();
  const nameOf = useTouchpointName();
  if (!figure || figure.visits === 0) return null;
  const parts = [
    `${t('visits')} ${format.count(figure.visits)}`,
    figure.hours_median !== undefined ? `${t('time_to_next')} ${t('hours', { count: figure.hours_median })}` : '',
    figure.strayed.hits > 0 && typeof figure.strayed.value === 'number'
      ? `${t('strayed')} ${shareWords(format, figure.strayed).value}, ${t('strayed_to', { name: nameOf(figure.strayed_to ?? '') })}`
      : '',
    figure.waiting > 0 ? `${t('waiting')} ${format.count(figure.waiting)}` : '',
  ];
  const failure = figure.failure && figure.failure.hits > 0 ? figure.failure : undefined;
  return (
    <div className={css.walked}>
      {parts.filter(Boolean).join(' · ')}
      {figure.stuck > 0 && (
        <b className={css.debt}>
          {' '}
          {t('stuck')} {format.count(figure.stuck)}
        </b>
      )}
      {failure && (
        <div>
          {t('failure_share')} <b>{shareWords(format, failure).value}</b> {shareWords(format, failure).band} ·{' '}
          {t('of', { hits: format.count(failure.hits), n: format.count(failure.n) })}
        </div>
      )}
    </div>
  );
}

function StepRow({ step, place, ...list }: StepListProps & { step: DraftStep; place: Place }) {
  const { t, i18n } = useTranslation(['journey', 'common']);
  const nameOf = useTouchpointName();
  const within = useWithin();
  const name = nameOf(step.touchpoint);
  const figure = list.figures?.steps.find((one) => one.touchpoint === step.touchpoint);
  return (
    <li>
      <div className={css.what}>
        <Link to="/touchpoints/$slug" params={{ slug: step.touchpoint }}>
          {name}
        </Link>
        <span className="meta">
          {[step.channel ? channelWord(t, step.channel) : '', step.goal ? t('goal') : '', step.optional ? t('optional') : '']
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <div className={css.next}>
        {step.next ? `${pickText(step.next.what, i18n.language)} – ` : ''}
        <span className={isGuided(step) ? 'small' : css.debt}>{within(step) || t('gap')}</span>
        <Walked figure={figure} />
      </div>
      {list.may && (
        <div className={css.moves}>
          <ActionIcon variant="default" aria-label={t('up', { name })} onClick={() => list.change(nudgeStep(list.draft, place, -1))}>
            ↑
          </ActionIcon>
          <ActionIcon variant="default" aria-label={t('down', { name })} onClick={() => list.change(nudgeStep(list.draft, place, 1))}>
            ↓
          </ActionIcon>
          <Button size="compact-sm" variant="default" aria-label={t('edit', { name })} onClick={() => list.open(place)}>
            {t('edit_short')}
          </Button>
        </div>
      )}
    </li>
  );
}

/** The canvas' twin: every phase and step in order, with what is told, what was walked, and the buttons that change it. */
export function StepList(list: StepListProps) {
  const { t } = useTranslation('journey');
  const { draft, may, change } = list;
  const [begun, setBegun] = useState('');
  return (
    <Section title={t('steps')}>
      {draft.stages.map((stage, index) => (
        <div key={stage.key} className={css.stage}>
          <StageName draft={draft} stage={index} may={may} change={change} begun={stage.key === begun} />
          {stage.steps.length === 0 && <p className="small">{t('stage_none')}</p>}
          <ol className={css.steps}>
            {stage.steps.map((step, at) => (
              <StepRow key={step.key} {...list} step={step} place={{ stage: index, index: at }} />
            ))}
          </ol>
          {may && (
            <div className={css.buttons}>
              <NewStep draft={draft} stage={index} change={change} />
              {stage.steps.length === 0 && draft.stages.length > 1 && (
                <Button size="compact-sm" variant="subtle" onClick={() => change(removeStage(draft, index))}>
                  {t('stage_remove')}
                </Button>
              )}
            </div>
          )}
        </div>
      ))}
      {may && draft.stages.length < 12 && <AddStage {...list} begin={setBegun} />}
    </Section>
  );
}

function AddStage({ draft, change, begin }: StepListProps & { begin: (key: string) => void }) {
  const { t, i18n } = useTranslation('journey');
  const add = () => {
    const more = addStage(draft, { [i18n.language]: t('stage_name') });
    change(more);
    begin(more.stages.at(-1)?.key ?? '');
  };
  return (
    <Button size="sm" variant="default" onClick={add}>
      {t('stage_add')}
    </Button>
  );
}
