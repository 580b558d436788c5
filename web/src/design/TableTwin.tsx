import { UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Every chart has its table. Returns the button for the section's note, and whether the table is asked for. */
export function useTableTwin(): { asTable: boolean; toggle: ReactNode } {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const toggle = (
    <UnstyledButton className="act" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
      {t(asTable ? 'table.chart' : 'table.show')}
    </UnstyledButton>
  );
  return { asTable, toggle };
}
