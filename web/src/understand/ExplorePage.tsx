import { ScreenLine } from '../app/ScreenLine';

export function ExplorePage() {
  return <ScreenLine />;
}
