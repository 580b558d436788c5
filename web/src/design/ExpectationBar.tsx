import { useTranslation } from 'react-i18next';
import css from './ExpectationBar.module.css';
import type { FigureValue } from './FigureBlock';
import { useFormat } from './format';

export type Shares = Record<string, number>;

const classes = ['weak', 'good', 'excellent'] as const;

function sharesText(shares: Shares, word: (name: string) => string, percent: (value: number) => string): string {
  return classes.map((name) => `${word(name)} ${percent(shares[name] ?? 0)}`).join(', ');
}

function Bar({ shares, thin, label }: { shares: Shares; thin?: boolean; label: string }) {
  const format = useFormat();
  return (
    <div className={`${css.bar} ${thin ? css.thin : ''}`} role="img" aria-label={label}>
      {classes.map((name) => {
        const share = shares[name] ?? 0;
        if (share <= 0) return null;
        return (
          <span key={name} className={css[name]} style={{ flexGrow: share }}>
            {!thin && share >= 8 && format.withUnit(share, 'percent')}
          </span>
        );
      })}
    </div>
  );
}

interface ExpectationBarProps {
  now: FigureValue & { shares?: Shares };
  before?: FigureValue & { shares?: Shares };
}

/** Weak, good, excellent in this order; words above, percent inside, the period before as a thin bar below. */
export function ExpectationBar({ now, before }: ExpectationBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const percent = (value: number) => format.withUnit(value, 'percent');
  const net = (figure: FigureValue) =>
    typeof figure.value === 'number' && typeof figure.low === 'number' && typeof figure.high === 'number'
      ? `${t('expectation.net', { value: format.signed(figure.value) })} (${format.interval(figure.low, figure.high, 'points')})`
      : '';
  if (!now.shares) return null;
  return (
    <div className={css.grid}>
      <span />
      <div className={css.words}>
        {classes.map((name) => (
          <span key={name}>{t(`expectation.${name}`)}</span>
        ))}
      </div>
      <span />
      <span>{t('expectation.now')}</span>
      <Bar shares={now.shares} label={sharesText(now.shares, (name) => t(`expectation.${name}`), percent)} />
      <span className={css.net}>{net(now)}</span>
      {before?.shares && before.n > 0 && (
        <>
          <span className="meta">{t('expectation.before')}</span>
          <Bar thin shares={before.shares} label={sharesText(before.shares, (name) => t(`expectation.${name}`), percent)} />
          <span className="meta">
            {net(before)}, n {format.count(before.n)}
          </span>
        </>
      )}
    </div>
  );
}
