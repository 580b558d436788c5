import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import table from '../Table.module.css';
import css from './Research.module.css';
import type { Agreement, CodingFigures } from './reads';
import { useCodeName } from './useCodeName';

const place = (kappa: number) => 100 * Math.min(Math.max(kappa, 0), 1);

/** From chance to full agreement: the interval as a line, the kappa as a dot. Below chance it stands at the left end. */
function Whisker({ agreement }: { agreement: Agreement }) {
  const { value, low, high } = agreement;
  if (typeof value !== 'number') return null;
  return (
    <span className={css.whisker} aria-hidden="true">
      {typeof low === 'number' && typeof high === 'number' && (
        <em style={{ left: `${place(low)}%`, width: `${place(high) - place(low)}%` }} />
      )}
      <i style={{ left: `${place(value)}%` }} />
    </span>
  );
}

function Row({ code, agreement, link }: { code: string; agreement: Agreement; link: boolean }) {
  const { t } = useTranslation(['research', 'common']);
  const format = useFormat();
  const name = useCodeName()(code);
  const { value, low, high, observed, strength } = agreement;
  const interval = typeof low === 'number' && typeof high === 'number' && `${format.number(low, 2)}–${format.number(high, 2)}`;
  const few = agreement.quality === 'hidden';
  return (
    <tr>
      <td className={table.name}>
        <b>{name}</b>
      </td>
      <td className={css.figure}>
        {typeof value === 'number' ? format.number(value, 2) : '–'} {interval && <span className="meta">{interval}</span>}
      </td>
      <td className={css.whiskers}>
        <Whisker agreement={agreement} />
      </td>
      <td>
        {strength ? t(`strength.${strength}`) : few ? t('common:figure.missing', { count: agreement.missing ?? 0 }) : t('no_variation')}
        {agreement.quality === 'indicative' && <span className="meta"> · {t('common:quality.indicative')}</span>}
      </td>
      <td className={css.figure}>
        {typeof observed === 'number' && `${format.withUnit(observed, 'percent')} `}
        <span className="meta">{format.n(agreement.n)}</span>
      </td>
      <td className={css.acts}>
        {link && typeof observed === 'number' && observed < 100 && (
          <Link className="act" to="/research" search={{ show: 'differing', code }} aria-label={`${t('see_differing')}: ${name}`}>
            {t('see_differing')}
          </Link>
        )}
      </td>
    </tr>
  );
}

/** Each code's kappa, and the way to what the two saw otherwise. Only a coder may read that. */
export function AgreementTable({ codes, links }: { codes: CodingFigures['codes']; links: boolean }) {
  const { t } = useTranslation('research');
  return (
    <table className={`${table.table} ${css.agreement}`}>
      <thead>
        <tr>
          <th>{t('code')}</th>
          <th>{t('kappa')}</th>
          <th>
            <span className="unseen">{t('kappa')}</span>
          </th>
          <th>{t('agreement')}</th>
          <th>{t('same_decisions')}</th>
          <th>
            <span className="unseen">{t('see_differing')}</span>
          </th>
        </tr>
      </thead>
      <tbody>{codes.map(({ code, agreement }) => agreement && <Row key={code} code={code} agreement={agreement} link={links} />)}</tbody>
    </table>
  );
}
