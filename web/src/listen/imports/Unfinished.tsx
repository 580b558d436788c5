import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import css from './Imports.module.css';
import { removeImport, useImport } from './reads';
import { forgetUnfinished, unfinished } from './upload';

/** A file whose upload was broken off: what it was, how much is there, and that choosing it again goes on. */
export function Unfinished() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [kept, setKept] = useState(unfinished);
  const found = useImport(kept?.id).data;
  if (!kept || found?.state !== 'uploading') return null;
  const forget = async () => {
    forgetUnfinished();
    setKept(undefined);
    await removeImport(kept.id);
  };
  return (
    <div className={css.unfinished}>
      <p>
        {t('unfinished', {
          name: kept.name,
          kind: t(`kinds.${found.kind}`),
          share: format.withUnit((100 * found.received) / found.bytes, 'percent'),
        })}
      </p>
      <UnstyledButton className="act" onClick={forget}>
        {t('forget_unfinished')}
      </UnstyledButton>
    </div>
  );
}
