import common from './en/common.json';
import explore from './en/explore.json';
import listen from './en/listen.json';
import settings from './en/settings.json';
import signin from './en/signin.json';
import today from './en/today.json';
import touchpoint from './en/touchpoint.json';

export const words = { common, explore, listen, settings, signin, today, touchpoint };
