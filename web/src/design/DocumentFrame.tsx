import { useState } from 'react';

interface DocumentFrameProps {
  title: string;
  html: string;
  className?: string;
  /** its own scripts run, apart from this page */
  scripts?: boolean;
}

/** A whole document shown apart, able to do nothing but show itself. Each is a frame of its own: one whose document is changed twice at once
 * may stay on the first. The one before stays until the next is there, out of sight, so that nothing flickers. */
export function DocumentFrame({ title, html, className = '', scripts = false }: DocumentFrameProps) {
  const [shown, setShown] = useState(html);
  return [...new Set([shown, html])].map((one) => (
    <iframe
      key={one}
      className={one === shown ? className : `${className} coming`}
      inert={one !== shown}
      title={title}
      sandbox={scripts ? 'allow-scripts' : ''}
      srcDoc={one}
      onLoad={() => setShown(one)}
    />
  ));
}
