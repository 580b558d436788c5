import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Pop, PopChoice } from './Pop';
import { canCopyPicture, copyPicture, savePicture } from './picture';
import css from './TakeAlong.module.css';

export interface TakeAlongProps {
  /** what the files are called, without their ending */
  name: string;
  csv?: () => void;
}

/** Takes a section out of the page: as a picture on the clipboard or in a file, and its figures as CSV. */
export function TakeAlong({ section, name, csv }: TakeAlongProps & { section: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation();
  const [told, tell] = useState('');
  const take = async (deed: (node: HTMLElement) => Promise<void>, word: string) => {
    if (!section.current) return;
    tell('');
    try {
      await deed(section.current);
      tell(t(word));
    } catch {
      tell(t('take.failed'));
    }
  };
  return (
    <span className={css.take}>
      <span role="status">{told}</span>
      <Pop button={t('take.along')} className="act" label={t('take.along')} leftOnPhone>
        {(close) => {
          const choose = (run: () => void) => () => {
            close();
            run();
          };
          return (
            <>
              {canCopyPicture() && <PopChoice onClick={choose(() => take(copyPicture, 'take.copied'))}>{t('take.copy')}</PopChoice>}
              <PopChoice onClick={choose(() => take((node) => savePicture(node, name), 'take.saved'))}>{t('take.save')}</PopChoice>
              {csv && <PopChoice onClick={choose(csv)}>{t('take.csv')}</PopChoice>}
            </>
          );
        }}
      </Pop>
    </span>
  );
}
