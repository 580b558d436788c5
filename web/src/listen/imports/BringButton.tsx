import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import type { Kind } from './mapping';

/** The way to a file of these; for those who may bring one in. */
export function BringButton({ kind, small = false }: { kind: Kind; small?: boolean }) {
  const { t } = useTranslation('imports');
  if (!useMay('manager')) return null;
  return (
    <Button
      size={small ? 'sm' : undefined}
      variant="default"
      renderRoot={(props) => <Link {...props} to="/events/import" search={{ kind }} />}
    >
      {t('bring')}
    </Button>
  );
}
