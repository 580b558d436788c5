import { Handle, Position } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { channelWord, useTouchpointName } from '../../understand/names';
import css from './Canvas.module.css';
import { type DraftStep, isGuided } from './draft';
import type { JourneyFigures } from './reads';
import { useWithin } from './useWithin';

interface StepData {
  step: DraftStep;
  figure: JourneyFigures['steps'][number] | undefined;
  open: () => void;
}

export function StageNode({ data }: { data: { name: string } }) {
  return <div className={css.stage}>{data.name}</div>;
}

/** A step on the canvas: where, by which channel, what is told next, and how many are stuck here. */
export function StepNode({ data }: { data: StepData }) {
  const { t, i18n } = useTranslation(['journey', 'common']);
  const nameOf = useTouchpointName();
  const within = useWithin();
  const { step, figure, open } = data;
  const notes = [step.channel ? channelWord(t, step.channel) : '', within(step)].filter(Boolean);
  const tags = [step.goal ? css.goal : '', step.optional ? css.optional : '', isGuided(step) ? '' : css.gap];
  return (
    <div className={`${css.step} ${tags.join(' ')}`}>
      <Handle type="target" id="above" position={Position.Top} />
      <Handle type="target" id="left" position={Position.Left} />
      <Handle type="target" id="in" position={Position.Bottom} className={css.aside} />
      <button type="button" className="nodrag" onClick={open} aria-label={t('edit', { name: nameOf(step.touchpoint) })}>
        {nameOf(step.touchpoint)}
      </button>
      {(figure?.stuck ?? 0) > 0 && (
        <span className={css.stuck} title={t('stuck')}>
          {figure?.stuck}
        </span>
      )}
      <p>{step.next ? pickText(step.next.what, i18n.language) : <span className={css.debt}>{t('gap')}</span>}</p>
      <div className={css.notes}>{notes.join(' · ')}</div>
      <Handle type="source" id="below" position={Position.Bottom} />
      <Handle type="source" id="right" position={Position.Right} />
      <Handle type="source" id="out" position={Position.Bottom} className={css.aside} />
    </div>
  );
}
