import common from './sv/common.json';
import explore from './sv/explore.json';
import listen from './sv/listen.json';
import settings from './sv/settings.json';
import signin from './sv/signin.json';
import today from './sv/today.json';
import touchpoint from './sv/touchpoint.json';

export const words = { common, explore, listen, settings, signin, today, touchpoint };
