import { ScreenLine } from '../app/ScreenLine';

export function TouchpointPage() {
  return <ScreenLine />;
}
