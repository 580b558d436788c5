import answering from './fi/answering.json';
import arms from './fi/arms.json';
import asking from './fi/asking.json';
import boards from './fi/boards.json';
import bring from './fi/bring.json';
import campaigns from './fi/campaigns.json';
import common from './fi/common.json';
import control from './fi/control.json';
import customers from './fi/customers.json';
import drivers from './fi/drivers.json';
import earshot from './fi/earshot.json';
import editor from './fi/editor.json';
import emotions from './fi/emotions.json';
import events from './fi/events.json';
import expected from './fi/expected.json';
import explore from './fi/explore.json';
import followed from './fi/followed.json';
import imports from './fi/imports.json';
import invite from './fi/invite.json';
import journey from './fi/journey.json';
import listen from './fi/listen.json';
import mail from './fi/mail.json';
import map from './fi/map.json';
import maxdiff from './fi/maxdiff.json';
import problems from './fi/problems.json';
import research from './fi/research.json';
import responses from './fi/responses.json';
import segments from './fi/segments.json';
import settings from './fi/settings.json';
import signin from './fi/signin.json';
import surveys from './fi/surveys.json';
import today from './fi/today.json';
import touchpoint from './fi/touchpoint.json';
import weights from './fi/weights.json';
import whole from './fi/whole.json';
import why from './fi/why.json';

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
