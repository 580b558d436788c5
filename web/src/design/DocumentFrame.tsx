import { useEffect, useRef, useState } from 'react';
import { type WordEdit, wordEdit } from './wordEdit';

interface DocumentFrameProps {
  title: string;
  html: string;
  className?: string;
  /** its own scripts run, apart from this page; when a text alone has changed, they are asked to change it where it stands */
  scripts?: boolean;
  /** when this changes, the document is made anew though it says the same */
  again?: string;
  /** what the document is made of in the end: where it begins */
  place?: (html: string) => string;
}

const asItIs = (html: string) => html;

/** A frame's number, what it was made of, and what it says since. */
interface Made {
  number: number;
  made: string;
  says: string;
  again: string;
}

const ANSWER_MS = 250;

/** Asks the document in the frame; true when it did it. Without an answer it is taken for unable. */
function told(frame: HTMLIFrameElement, edit: WordEdit, done: (did: boolean) => void): () => void {
  const end = (did: boolean) => {
    window.removeEventListener('message', hear);
    clearTimeout(timer);
    done(did);
  };
  const hear = ({ data, source }: MessageEvent<{ kuulo_edited?: unknown } | null>) => {
    if (source === frame.contentWindow && typeof data?.kuulo_edited === 'boolean') end(data.kuulo_edited);
  };
  const timer = setTimeout(() => end(false), ANSWER_MS);
  window.addEventListener('message', hear);
  frame.contentWindow?.postMessage({ kuulo_edit: edit }, '*');
  return () => {
    window.removeEventListener('message', hear);
    clearTimeout(timer);
  };
}

/** A whole document shown apart, able to do nothing but show itself. Each is a frame of its own: one whose document is changed twice at once
 * may stay on the first. The one before stays until the next is there, out of sight, so that nothing flickers. */
export function DocumentFrame({ title, html, className = '', scripts = false, again = '', place = asItIs }: DocumentFrameProps) {
  const [shown, setShown] = useState<Made>(() => ({ number: 0, made: place(html), says: html, again }));
  const [coming, setComing] = useState<Made>();
  const frame = useRef<HTMLIFrameElement>(null);
  const last = useRef(0);
  const { says, again: before } = shown;
  useEffect(() => {
    const make = () => {
      last.current += 1;
      setComing({ number: last.current, made: place(html), says: html, again });
    };
    setComing(undefined);
    if (again !== before) return make();
    if (html === says) return undefined;
    const edit = scripts ? wordEdit(says, html) : undefined;
    if (!frame.current || !edit) return make();
    return told(frame.current, edit, (did) => (did ? setShown((now) => ({ ...now, says: html })) : make()));
  }, [html, scripts, says, again, before, place]);
  return [shown, ...(coming ? [coming] : [])].map((one) => (
    <iframe
      key={one.number}
      ref={one.number === shown.number ? frame : undefined}
      className={one.number === shown.number ? className : `${className} coming`}
      inert={one.number !== shown.number}
      title={title}
      sandbox={scripts ? 'allow-scripts' : ''}
      srcDoc={one.made}
      onLoad={() => {
        if (one.number === shown.number) return;
        setShown(one);
        setComing(undefined);
      }}
    />
  ));
}
