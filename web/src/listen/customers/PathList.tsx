import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { useFormat } from '../../design/format';
import { useTouchpointName } from '../../understand/names';
import { useChannelName } from '../channelName';
import css from './Customers.module.css';
import type { PathStep } from './reads';

/** The scalar values of an encounter or event, a few, in a line. */
function attributesText(step: PathStep): string {
  return Object.entries(step.attributes ?? {})
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, 5)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' · ');
}

function Step({ step }: { step: PathStep }) {
  const { t } = useTranslation(['customers', 'common']);
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const touchpointName = useTouchpointName();
  const channelName = useChannelName();
  const place = step.touchpoint ? touchpointName(step.touchpoint) : (step.name ?? step.survey ?? '');
  const verdict = step.effect ? t(`effect.${step.effect}`) : step.outcome ? t(`common:outcome.${step.outcome}`) : '';
  return (
    <li className={css[step.kind]}>
      <time dateTime={step.at}>{format.moment(step.at, zone)}</time>
      <div>
        {step.kind === 'response' ? (
          <Link to="/responses/$id" params={{ id: String(step.id) }}>
            <b>{place}</b>
          </Link>
        ) : (
          <b>{place}</b>
        )}
        <span className={css.kind}>
          {[t(`kind.${step.kind}`), step.channel && channelName(step.channel), verdict].filter(Boolean).join(' · ')}
        </span>
        {attributesText(step) && <span className={css.attributes}>{attributesText(step)}</span>}
      </div>
    </li>
  );
}

/** Newest first: what they met, what they did, what they said. */
export function PathList({ steps }: { steps: PathStep[] }) {
  return (
    <ol className={css.path}>
      {steps.map((step) => (
        <Step key={step.id} step={step} />
      ))}
    </ol>
  );
}
