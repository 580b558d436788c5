import answering from './sv/answering.json';
import arms from './sv/arms.json';
import asking from './sv/asking.json';
import boards from './sv/boards.json';
import bring from './sv/bring.json';
import campaigns from './sv/campaigns.json';
import common from './sv/common.json';
import control from './sv/control.json';
import customers from './sv/customers.json';
import drivers from './sv/drivers.json';
import earshot from './sv/earshot.json';
import editor from './sv/editor.json';
import emotions from './sv/emotions.json';
import events from './sv/events.json';
import expected from './sv/expected.json';
import explore from './sv/explore.json';
import followed from './sv/followed.json';
import imports from './sv/imports.json';
import invite from './sv/invite.json';
import journey from './sv/journey.json';
import listen from './sv/listen.json';
import mail from './sv/mail.json';
import map from './sv/map.json';
import maxdiff from './sv/maxdiff.json';
import problems from './sv/problems.json';
import research from './sv/research.json';
import responses from './sv/responses.json';
import segments from './sv/segments.json';
import settings from './sv/settings.json';
import signin from './sv/signin.json';
import surveys from './sv/surveys.json';
import today from './sv/today.json';
import touchpoint from './sv/touchpoint.json';
import weights from './sv/weights.json';
import whole from './sv/whole.json';
import why from './sv/why.json';

export const words = {
  answering,
  arms,
  asking,
  boards,
  bring,
  campaigns,
  common,
  control,
  customers,
  drivers,
  earshot,
  editor,
  emotions,
  events,
  expected,
  explore,
  followed,
  imports,
  invite,
  journey,
  listen,
  mail,
  map,
  maxdiff,
  problems,
  research,
  responses,
  segments,
  settings,
  signin,
  surveys,
  today,
  touchpoint,
  weights,
  why,
  whole,
};
