/** How goals and what is missing to them are said in English. Its shape is the shape of every language. */
import type { Action, Goal } from "../format.js";
import type { Shortfall } from "../goal.js";

type Says<Union extends { kind: string }> = { [Kind in Union["kind"]]: (one: Extract<Union, { kind: Kind }>) => string };

const goals: Says<Goal> = {
  file: ({ path, matches }) => (matches === undefined ? `The project has a file ${path}` : `${path} says what it should`),
  ignored: ({ path }) => `${path} is left out of the build context`,
  image: ({ image, maxSize }) => (maxSize === undefined ? `There is an image ${image}` : `The image ${image} is small enough`),
  env: ({ image, name, value }) => (value === undefined ? `${image} sets ${name}` : `${image} sets ${name} to ${value}`),
  imageFile: ({ image, path, absent }) => (absent === true ? `${image} has no file ${path}` : `${image} holds ${path} as it should be`),
  shares: ({ images, layers }) => `${images[0]} and ${images[1]} share ${layers} layers`,
  smaller: ({ image, than }) => `${image} is smaller than ${than}`,
  build: ({ cached, rebuilt, brokeAt, cachedStep }) =>
    [
      cached === undefined ? "" : `at least ${cached} steps cached`,
      rebuilt === undefined ? "" : `at most ${rebuilt} steps run`,
      cachedStep === undefined ? "" : `${cachedStep} cached`,
      brokeAt === undefined ? "" : `the cache broken at ${brokeAt}`,
    ]
      .filter(Boolean)
      .reduce((text, part) => `${text}${text.endsWith(":") ? "" : ","} ${part}`, "The last build:"),
  failed: () => "The last build failed as it should",
  ran: ({ command, prints }) => (prints === undefined ? `You ran ${command}` : `${command} printed what it should`),
  container: ({ name, state, absent }) =>
    absent === true ? `No container ${name}` : state === undefined ? `There is a container ${name}` : `The container ${name} is ${state}`,
};

const shortfalls: Says<Shortfall> = {
  noFile: ({ path }) => `there is no file ${path} yet`,
  fileDiffers: ({ path }) => `${path} doesn't say it yet`,
  notIgnored: ({ path }) => `${path} is still sent to the builder`,
  noImage: ({ image }) => `there is no image ${image} yet`,
  tooLarge: ({ image, size, limit }) => `${image} must be at most ${limit}: now ${size}`,
  tooManyLayers: ({ image, layers, limit }) => `${image} may have ${limit} layers: now ${layers}`,
  noVariable: ({ image, name }) => `${image} doesn't set ${name}`,
  otherValue: ({ name, value, wanted }) => `${name} must be ${wanted}: now ${value}`,
  noImageFile: ({ image, path }) => `${image} has no file ${path}`,
  imageFileThere: ({ image, path }) => `${image} still holds ${path}`,
  imageFileDiffers: ({ image, path }) => `${path} in ${image} says something else`,
  sharesLess: ({ layers, wanted }) => `they share ${layers} layers of ${wanted}`,
  notSmaller: ({ size, than }) => `${size} is not less than ${than}`,
  noBuild: () => "nothing has been built yet",
  buildFailed: () => "the last build did not end well",
  buildWorked: () => "the last build worked",
  otherFailure: () => "it failed for another reason",
  cachedLess: ({ cached, wanted }) => `${cached} of ${wanted} steps came from the cache`,
  rebuiltMore: ({ rebuilt, wanted }) => `${rebuilt} steps ran, ${wanted} at most should`,
  brokeElsewhere: ({ at, wanted }) => `it broke at ${at}, not at ${wanted}`,
  brokeNowhere: ({ wanted }) => `the cache did not break at ${wanted}`,
  notCached: ({ step }) => `${step} was not cached`,
  otherFile: ({ path }) => `${path} was not the reason`,
  notRun: ({ command }) => `${command} has not run yet`,
  commandFailed: ({ command }) => `${command} ended with an error`,
  printsOther: ({ command }) => `${command} printed something else`,
  noContainer: ({ name }) => `there is no container ${name} yet`,
  containerThere: ({ name }) => `the container ${name} is still there`,
  containerState: ({ name, wanted }) => (wanted === "running" ? `${name} does not run` : `${name} still runs`),
};

export const words = {
  course: "Course",
  advanced: "For the advanced",
  intro: "Learn it by doing: each lesson sets up a lab, and checks its goals after everything you do.",
  back: "All lessons",
  step: (number: number, of: number) => `Step ${number} of ${of}`,
  goals: "Goals",
  met: "met",
  notMet: "not met yet",
  hint: "Hint",
  solution: "Show the solution",
  solutionTitle: "Solution",
  write: (path: string) => `Write ${path}:`,
  remove: (path: string) => `Delete ${path}`,
  done: "All goals are met. Well done!",
  next: (title: string) => `Next: ${title}`,
  restart: "Start this lesson again",
  finished: "done",
  author: "For authors",
  recordedTitle: "A recorded lesson",
  recordedAbout: "What it is about, in one sentence.",
  todo: (action: Action) => {
    if (action.kind === "run") return `Run \`${action.line}\`.`;
    return action.kind === "write" ? `Change \`${action.path}\`.` : `Delete \`${action.path}\`.`;
  },
  goal: (goal: Goal) => (goals[goal.kind] as (one: Goal) => string)(goal),
  shortfall: (why: Shortfall) => (shortfalls[why.kind] as (one: Shortfall) => string)(why),
};
