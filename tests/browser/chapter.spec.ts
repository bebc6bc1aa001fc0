/** The chapter on images that the course follows, typed into the page's terminal from its first command to its last. */
import { expect, LabPage, PATIENT, TerminalPanel, test } from "./lab.js";

/** What changes the most comes last. */
const REORDERED = `FROM diamol/node
CMD ["node", "/web-ping/app.js"]
ENV TARGET="blog.example.com" METHOD="HEAD" INTERVAL="3000"
WORKDIR /web-ping
COPY app.js .
`;

test("every command of the chapter works in the page's terminal", async ({ page }) => {
  test.setTimeout(400_000);
  const lab = await LabPage.open(page);
  const terminal = await TerminalPanel.open(page);
  await terminal.run("docker image pull diamol/ch03-web-ping", "Status: Downloaded newer image for diamol/ch03-web-ping:latest");
  await terminal.run("docker container run -d --name web-ping diamol/ch03-web-ping", /[0-9a-f]{64}/);
  await terminal.run("sleep 7; docker container logs web-ping | tail -n 3", "Making request number: 2");
  await terminal.run("docker rm -f web-ping && echo removed", "removed");
  await terminal.enter("docker container run --env TARGET=google.com diamol/ch03-web-ping");
  await terminal.says("** web-ping ** Pinging: google.com");
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Control+c");
  await terminal.says("forcefully exiting");
  await terminal.run("docker image build --tag web-ping .", "naming to docker.io/library/web-ping");
  await expect(lab.verdict).toHaveText("Built", PATIENT);
  await terminal.run("clear; docker image ls 'w*'", /web-ping\s+latest/);
  await terminal.run("docker image history web-ping | head -n 3", "buildkit.dockerfile.v0");
  await terminal.run("clear; docker system df", "Build Cache");
  await terminal.enter("clear; docker container run -e TARGET=docker.com -e INTERVAL=500 web-ping");
  await terminal.says("web-ping: docker.com, HEAD, every 500 ms");
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Control+c");
  await terminal.says("forcefully exiting");
  await lab.openFile("app.js");
  await lab.edit("let count = 0;", "let count = 100;");
  await terminal.run("docker image build -t web-ping:v2 .", "naming to docker.io/library/web-ping:v2");
  await expect(lab.verdict).toHaveText("Cache broke at COPY app.js .", PATIENT);
  await lab.openFile("Dockerfile");
  await lab.type(REORDERED);
  await terminal.run("docker image build -t web-ping:v3 .", "naming to docker.io/library/web-ping:v3");
  await terminal.enter("clear; docker container run -it --name lab diamol/ch03-lab");
  await terminal.says("/diamol #");
  await terminal.run("ls", "ch03.txt");
  await terminal.enter("vi ch03.txt");
  await expect(terminal.vi).toContainText("Lab solution, by:", PATIENT);
  await page.keyboard.type("oa learner");
  await page.keyboard.press("Escape");
  await page.keyboard.type(":wq");
  await page.keyboard.press("Enter");
  await expect(page.locator("lab-vi")).toHaveCount(0);
  await terminal.enter("exit");
  await terminal.run("docker container commit lab lab_change", /sha256:[0-9a-f]{64}/);
  await terminal.run("clear; docker container run lab_change cat ch03.txt", "a learner");
});
