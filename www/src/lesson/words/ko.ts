/** How goals and what is missing to them are said in Korean. */
import type { Goal } from "../format.js";
import type { Shortfall } from "../goal.js";
import type { Words } from "./index.js";

type Says<Union extends { kind: string }> = { [Kind in Union["kind"]]: (one: Extract<Union, { kind: Kind }>) => string };

const goals: Says<Goal> = {
  file: ({ path, matches }) => (matches === undefined ? `프로젝트에 ${path} 파일이 있음` : `${path}: 필요한 내용이 있음`),
  ignored: ({ path }) => `${path}: 빌드 컨텍스트에서 제외됨`,
  image: ({ image, maxSize }) => (maxSize === undefined ? `이미지 있음: ${image}` : `이미지가 충분히 작음: ${image}`),
  env: ({ image, name, value }) => (value === undefined ? `${image}: ${name} 설정됨` : `${image}: ${name} 값이 ${value}`),
  imageFile: ({ image, path, absent }) => (absent === true ? `${image} 안에 ${path} 없음` : `${image} 안에 알맞은 ${path} 있음`),
  shares: ({ images, layers }) => `${images[0]}, ${images[1]}: 레이어 ${layers}개 공유`,
  smaller: ({ image, than }) => `크기 비교: ${image} < ${than}`,
  build: ({ cached, rebuilt, brokeAt, cachedStep }) =>
    `마지막 빌드: ${[
      cached === undefined ? "" : `${cached}단계 이상 캐시`,
      rebuilt === undefined ? "" : `실행한 단계 ${rebuilt}개 이하`,
      cachedStep === undefined ? "" : `${cachedStep} 캐시됨`,
      brokeAt === undefined ? "" : `캐시가 깨진 곳 ${brokeAt}`,
    ]
      .filter(Boolean)
      .join(", ")}`,
  failed: () => "마지막 빌드가 예상대로 실패함",
  ran: ({ command, prints }) => (prints === undefined ? `실행한 명령: ${command}` : `알맞은 결과를 출력함: ${command}`),
  container: ({ name, state, absent }) =>
    absent === true ? `컨테이너 없음: ${name}` : state === undefined ? `컨테이너 있음: ${name}` : `컨테이너 ${name}: ${state === "running" ? "실행 중" : "종료됨"}`,
};

const shortfalls: Says<Shortfall> = {
  noFile: ({ path }) => `${path} 파일이 아직 없습니다`,
  fileDiffers: ({ path }) => `${path}에 아직 그 내용이 없습니다`,
  notIgnored: ({ path }) => `아직 빌더로 전송됩니다: ${path}`,
  noImage: ({ image }) => `아직 없는 이미지: ${image}`,
  tooLarge: ({ size, limit }) => `최대 ${limit}까지입니다. 지금 ${size}`,
  tooManyLayers: ({ layers, limit }) => `레이어는 최대 ${limit}개입니다. 지금 ${layers}개`,
  noVariable: ({ name }) => `설정되지 않음: ${name}`,
  otherValue: ({ name, value, wanted }) => `${name}: ${wanted} 값이어야 합니다. 지금 ${value}`,
  noImageFile: ({ path }) => `이미지에 없는 파일: ${path}`,
  imageFileThere: ({ path }) => `아직 이미지에 남아 있음: ${path}`,
  imageFileDiffers: ({ path }) => `내용이 다름: ${path}`,
  sharesLess: ({ layers, wanted }) => `공유 레이어 ${wanted}개 중 ${layers}개`,
  notSmaller: ({ size, than }) => `${size}, 비교 대상 ${than}`,
  noBuild: () => "아직 빌드하지 않았습니다",
  buildFailed: () => "마지막 빌드가 성공하지 못했습니다",
  buildWorked: () => "마지막 빌드가 성공했습니다",
  otherFailure: () => "다른 이유로 실패했습니다",
  cachedLess: ({ cached, wanted }) => `캐시에서 나온 단계 ${cached}개, 목표 ${wanted}개`,
  rebuiltMore: ({ rebuilt, wanted }) => `실행한 단계 ${rebuilt}개, 최대 ${wanted}개`,
  brokeElsewhere: ({ at, wanted }) => `깨진 곳은 ${at}, 목표는 ${wanted}`,
  brokeNowhere: ({ wanted }) => `${wanted}에서 캐시가 깨지지 않았습니다`,
  notCached: ({ step }) => `캐시되지 않음: ${step}`,
  otherFile: ({ path }) => `${path} 때문이 아닙니다`,
  notRun: ({ command }) => `아직 실행하지 않음: ${command}`,
  commandFailed: ({ command }) => `오류로 끝남: ${command}`,
  printsOther: ({ command }) => `다른 내용을 출력함: ${command}`,
  noContainer: ({ name }) => `아직 없는 컨테이너: ${name}`,
  containerThere: ({ name }) => `아직 남아 있는 컨테이너: ${name}`,
  containerState: ({ name, wanted }) => (wanted === "running" ? `실행 중이 아님: ${name}` : `아직 실행 중: ${name}`),
};

export const words: Words = {
  course: "강좌",
  advanced: "심화",
  intro: "직접 해 보며 배웁니다. 레슨마다 실습 환경이 준비되고, 무엇을 하든 바로 목표를 확인합니다.",
  back: "전체 레슨",
  step: (number, of) => `${of}단계 중 ${number}단계`,
  goals: "목표",
  met: "달성",
  notMet: "아직",
  hint: "힌트",
  solution: "풀이 보기",
  solutionTitle: "풀이",
  write: (path) => `${path} 작성:`,
  remove: (path) => `삭제: ${path}`,
  done: "목표를 모두 달성했습니다. 잘했습니다!",
  next: (title) => `다음: ${title}`,
  restart: "이 레슨 다시 시작",
  finished: "완료",
  author: "작성자용",
  recordedTitle: "녹화한 레슨",
  recordedAbout: "무엇에 관한 레슨인지 한 문장으로.",
  todo: (action) => {
    if (action.kind === "run") return `\`${action.line}\` 실행.`;
    return action.kind === "write" ? `\`${action.path}\` 수정.` : `\`${action.path}\` 삭제.`;
  },
  goal: (goal) => (goals[goal.kind] as (one: Goal) => string)(goal),
  shortfall: (why) => (shortfalls[why.kind] as (one: Shortfall) => string)(why),
};
