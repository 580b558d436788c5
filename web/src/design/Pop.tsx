import { UnstyledButton } from '@mantine/core';
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import css from './Pop.module.css';

interface PopProps {
  button: ReactNode;
  className?: string;
  label: string;
  /** on a phone it stands at the left, so the sheet opens to the right */
  leftOnPhone?: boolean;
  children: (close: () => void) => ReactNode;
}

/** A button that opens a small sheet under itself. Escape, a click elsewhere and leaving by Tab close it. */
export function Pop({ button, className, label, leftOnPhone, children }: PopProps) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => !place.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    opener.current?.focus();
  };
  const left = (event: FocusEvent) => event.relatedTarget && !place.current?.contains(event.relatedTarget as Node) && setOpen(false);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only listens for what its own buttons let through
    <div ref={place} className={css.place} onKeyDown={keys} onBlur={left}>
      <UnstyledButton ref={opener} className={className} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {button}
      </UnstyledButton>
      <section id={id} className={`${css.sheet} ${leftOnPhone ? css.left : ''}`} aria-label={label} hidden={!open}>
        {open && children(close)}
      </section>
    </div>
  );
}

export function PopChoice({
  chosen,
  lang,
  onClick,
  children,
}: {
  chosen?: boolean;
  lang?: string;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <UnstyledButton className={css.choice} aria-pressed={chosen} lang={lang} onClick={onClick}>
      {children}
    </UnstyledButton>
  );
}

export function PopLabel({ children }: { children: ReactNode }) {
  return <div className={css.label}>{children}</div>;
}
