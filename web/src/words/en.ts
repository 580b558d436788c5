import answering from './en/answering.json';
import arms from './en/arms.json';
import asking from './en/asking.json';
import boards from './en/boards.json';
import bring from './en/bring.json';
import campaigns from './en/campaigns.json';
import common from './en/common.json';
import control from './en/control.json';
import customers from './en/customers.json';
import drivers from './en/drivers.json';
import earshot from './en/earshot.json';
import editor from './en/editor.json';
import emotions from './en/emotions.json';
import events from './en/events.json';
import expected from './en/expected.json';
import explore from './en/explore.json';
import followed from './en/followed.json';
import imports from './en/imports.json';
import invite from './en/invite.json';
import journey from './en/journey.json';
import listen from './en/listen.json';
import mail from './en/mail.json';
import map from './en/map.json';
import maxdiff from './en/maxdiff.json';
import problems from './en/problems.json';
import research from './en/research.json';
import responses from './en/responses.json';
import segments from './en/segments.json';
import settings from './en/settings.json';
import signin from './en/signin.json';
import surveys from './en/surveys.json';
import today from './en/today.json';
import touchpoint from './en/touchpoint.json';
import weights from './en/weights.json';
import whole from './en/whole.json';
import why from './en/why.json';

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
