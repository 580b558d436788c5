import '../../design/forms';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import { nothingFits } from './keys';
import css from './Research.module.css';
import type { Code } from './reads';

/** What the keys do. They work while the focus is among the notes. */
export function KeysDialog({ codes, keys, close }: { codes: Code[]; keys: Map<string, string>; close: () => void }) {
  const { t, i18n } = useTranslation('research');
  const rows: [string, string][] = [
    ['j', t('key.next')],
    ['k', t('key.previous')],
    ...codes.flatMap((code): [string, string][] => {
      const key = keys.get(code.slug);
      return key ? [[key, pickText(code.name, i18n.language, code.slug)]] : [];
    }),
    [nothingFits, t('nothing_fits')],
    ['Enter', t('key.save')],
    ['?', t('key.help')],
  ];
  return (
    <Dialog title={t('keys')} close={close}>
      <p className="small">{t('keys_note')}</p>
      <dl className={css.keys}>
        {rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
