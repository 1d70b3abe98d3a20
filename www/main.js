// @ts-check
/** Puts the parts together. Nothing is decided here. */
import { LiveAnswers } from "./live/answers.js";
import { Camera } from "./camera/camera.js";
import { HandsFree } from "./camera/hands-free.js";
import { CameraPreferences } from "./camera/preferences.js";
import { Dataset } from "./data/dataset.js";
import { PictureDecoder } from "./data/decode.js";
import { chooseBuild } from "./engine/engine.js";
import { LiveClassifier } from "./live/live.js";
import { AnswerPreferences } from "./live/preferences.js";
import { keepForLater, keepForOffline } from "./workers/offline.js";
import { PracticeCamera } from "./camera/practice.js";
import { stems } from "./engine/stems.js";
import { PICTURE_SIZE } from "./engine/settings.js";
import { Project } from "./data/project.js";
import { ProjectList } from "./data/project-list.js";
import { Recorder } from "./camera/recorder.js";
import { Session } from "./session.js";
import { ActiveSource } from "./camera/source.js";
import { StillPicture } from "./camera/still.js";
import { ProjectStorage } from "./data/storage.js";
import { UndoHistory } from "./data/undo-history.js";
import { Uploads } from "./data/uploads.js";
import { Trainer } from "./workers/trainer.js";
import { fill, text } from "./text/index.js";
import { AnswerMore } from "./view/answer-more.js";
import { AnswerPanel } from "./view/answer.js";
import { CameraPanel } from "./view/camera.js";
import { restOutOfSight } from "./view/camera-rest.js";
import { CollectPanel } from "./view/collect.js";
import { Colours } from "./view/colours.js";
import { Comparison } from "./view/compare.js";
import { Confirm } from "./view/confirm.js";
import { Confusion } from "./view/confusion.js";
import { Curves } from "./view/curves.js";
import { byId, say } from "./view/dom.js";
import { ElsewhereButton } from "./view/elsewhere.js";
import { Foot } from "./view/foot.js";
import { Hardest } from "./view/hardest.js";
import { FullScreen } from "./view/full-screen.js";
import { HealthPanel } from "./view/health.js";
import { LanguageChoice } from "./view/language.js";
import { keepStageInSight } from "./view/mini-stage.js";
import { askBeforeClosing } from "./view/leave.js";
import { NewerNote } from "./view/newer.js";
import { News } from "./view/news.js";
import { printResults } from "./view/print-results.js";
import { ProjectButton } from "./view/project.js";
import { ResultsPanel } from "./view/results.js";
import { SettingsForm } from "./view/settings-form.js";
import { ShowWhere } from "./view/show-where.js";
import { StemNote } from "./view/stem-note.js";
import { showSteps } from "./view/steps.js";
import { TrainPanel } from "./view/train.js";
import { TryPicture } from "./view/try-picture.js";
import { Undo } from "./view/undo.js";
import { Views } from "./view/views.js";
import { showReadOnly } from "./view/read-only.js";
import { welcomeBack } from "./view/welcome.js";

/** Of a picture that is only named, in pixels: it is looked at, also on a projector. */
const TRIED_SIZE = 640;

fill(document);

const dataset = new Dataset({ size: PICTURE_SIZE });
const live = new LiveClassifier();
const session = new Session({ dataset, trainer: new Trainer(), live, stems });
const source = new ActiveSource();
const preferences = new CameraPreferences();
const recorder = new Recorder(dataset, source, preferences);
const handsFree = new HandsFree({ recorder, source, preferences });
const decoder = new PictureDecoder(PICTURE_SIZE);
const uploads = new Uploads({ dataset, decode: (file) => decoder.decode(file) });
const camera = new Camera(document.createElement("video"), PICTURE_SIZE, preferences);
const practice = new PracticeCamera(document.createElement("canvas"), PICTURE_SIZE);
const still = new StillPicture(document.createElement("canvas"), PICTURE_SIZE);

const news = new News();
const history = new UndoHistory(dataset);
const undo = new Undo({ history, news });
const colours = new Colours(dataset);
const confirm = new Confirm();

const showWhere = new ShowWhere({ session, dataset, source, live, preferences });
const panel = new CameraPanel({
  ...{
    camera,
    practice,
    still,
    source,
    recorder,
    handsFree,
    preferences,
    dataset,
    news,
    showWhere,
  },
});
const settings = new SettingsForm(session);
const wishes = new AnswerPreferences();
const answers = new LiveAnswers({ source, session, live, settings, preferences: wishes });
showWhere.follow(answers);
byId("answer-head", HTMLElement).append(showWhere.element);
const { element: stem } = new StemNote({ stems, session, settings });
const parts = [
  new Confusion({ session, dataset, colours }),
  new Hardest({ session, dataset, history, undo }),
  new Curves(session),
  new Comparison({ session, settings, dataset, colours }),
  new HealthPanel(session),
].map(({ element }) => element);
const projects = new ProjectList();
// Stays in sight while it is true: the news line soon says something else.
const storage = new ProjectStorage({
  onProblem: (problem) => say(byId("storage-alert", HTMLElement), problem),
});
const print = () => void printResults({ session, dataset, projects, news });
const results = new ResultsPanel({ session, parts, print });
new TrainPanel({
  ...{ session, settings, stem, news, unsupported: unsupported() },
  showResults: () => results.show(),
});
const tryPicture = new TryPicture({
  ...{ session, source, still, panel, news },
  decoder: new PictureDecoder(TRIED_SIZE),
});
showSteps({ source, session });
const views = new Views({ session, dataset, source, camera, stems, settings });
const fullScreen = new FullScreen({ session, views });
const elsewhere = new ElsewhereButton({
  ...{ session, dataset, settings, projects, storage, news },
  preferences: wishes,
});
const more = new AnswerMore({
  ...{ session, dataset, source, answers, settings, colours },
  preferences: wishes,
});
new AnswerPanel({
  ...{ session, dataset, source, answers, colours, preferences: wishes },
  below: [more.counts, showWhere.words],
  tools: [tryPicture.element, fullScreen.button, more.element, elsewhere.element],
});
keepStageInSight({ views, fullScreen });
restOutOfSight({ panel, views });
news.follow(views);
new Foot({ news });

news.greet(text("page-ready"));
askBeforeClosing(storage);
showReadOnly({ storage, settings, news });
new LanguageChoice({ session, recorder, dataset, storage, confirm, news });
const project = new Project({
  ...{ dataset, session, storage, settings, preferences, projects },
  answer: wishes,
});
const projectButton = new ProjectButton({
  ...{ projects, project, dataset, session, storage, recorder, handsFree, uploads, confirm, news },
  settings,
});
void session.describe();
byId("dead", HTMLElement).remove(); // it has started
const { found, network } = await project.open();
const welcome = found
  ? welcomeBack(
      dataset.classes.reduce((sum, one) => sum + one.pictures.length, 0),
      network,
      session.imported,
    )
  : "";
// A training that goes on was told already.
if (welcome && !session.training) news.greet(welcome);
// Only now: classes that are restored would replace those that were filled meanwhile.
new CollectPanel({
  ...{ dataset, recorder, handsFree, uploads, history, undo, confirm, news, colours },
  ...{ project, projects, session, storage, preferences, tryPicture },
  openProject: (file) => void projectButton.openFile(file),
});

const newer = new NewerNote({ session, dataset, storage, confirm });
void keepForOffline((replace) => newer.offer(replace));
session.addEventListener("change", function whenTrained() {
  if (session.training || session.answering.length === 0) return;
  session.removeEventListener("change", whenTrained);
  void keepForLater();
});

/** @returns {string} why this browser cannot train, told before the person has collected anything */
function unsupported() {
  try {
    chooseBuild();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
