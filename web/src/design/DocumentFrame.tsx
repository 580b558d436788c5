interface DocumentFrameProps {
  title: string;
  html: string;
  className?: string;
  /** its own scripts run, apart from this page */
  scripts?: boolean;
}

/** A whole document shown apart, able to do nothing but show itself. Each is a frame of its own: one whose document is changed twice at once may stay on the first. */
export function DocumentFrame({ title, html, className, scripts = false }: DocumentFrameProps) {
  return <iframe key={html} className={className} title={title} sandbox={scripts ? 'allow-scripts' : ''} srcDoc={html} />;
}
