export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 22 22"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="5.5" cy="11" r="2.4" fill="currentColor" stroke="none" />
      <path d="M9.8 6.2a6.4 6.4 0 0 1 0 9.6" />
      <path d="M13.6 3a11 11 0 0 1 0 16" />
    </svg>
  );
}
