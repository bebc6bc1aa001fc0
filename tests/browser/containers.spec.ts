/** Containers as a person meets them beside the images. */
import { expect, LabPage, PATIENT, TerminalPanel, test } from "./lab.js";

test.describe.configure({ timeout: 150_000 });

test("an image is run with a name and a variable, its container looked at, stopped and removed", async ({ page }) => {
  const lab = await LabPage.open(page);
  await lab.build();
  await page.getByRole("tab", { name: "Images" }).click();
  await page.getByRole("button", { name: /^web-ping / }).click();
  await page.locator("lab-images").getByRole("button", { name: "Run", exact: true }).click();
  const form = page.locator("lab-run");
  await form.getByLabel("Name of the container").fill("ping");
  await form.getByLabel("Environment variables").fill("TARGET=docker.com\nINTERVAL=500");
  await expect(form.locator("code")).toHaveText("docker container run --detach --name ping --env TARGET=docker.com --env INTERVAL=500 web-ping:latest");
  await form.getByRole("button", { name: "Run" }).click();
  const containers = page.locator("lab-containers");
  await expect(page.getByRole("tab", { name: "Containers" })).toHaveAttribute("aria-selected", "true", PATIENT);
  await containers.getByRole("button", { name: /^ping/ }).click();
  await expect(containers.getByRole("log")).toContainText("docker.com", PATIENT);
  await expect(containers.getByRole("log")).toContainText("Answer 3:", PATIENT);
  await containers.getByRole("button", { name: "Stop ping" }).click();
  await expect(containers.getByRole("button", { name: /^ping/ })).toContainText("Exited", PATIENT);
  await containers.getByRole("button", { name: "Remove ping" }).click();
  await expect(containers).toContainText("No containers yet", PATIENT);
});

const SERVER = `const http = require("http");
http.createServer((request, response) => {
  response.setHeader("Content-Type", "text/html");
  response.end("<h1>Hello from " + request.url + "</h1><script>parent.document.title = 'taken'</script>" +
    "<img src=x onerror='parent.document.title = 1'>");
}).listen(80);
`;

test.describe("of a page that would do harm", () => {
  test.use({ refused: /^Blocked script execution in 'about:srcdoc'|Content Security Policy/ });

  test("a published port answers in a frame of its own, where nothing of it runs", async ({ page }) => {
    const lab = await LabPage.open(page);
    await lab.openFile("app.js");
    await lab.type(SERVER);
    await lab.build();
    const terminal = await TerminalPanel.open(page);
    await terminal.enter("docker run -d --name web --publish 8080:80 web-ping");
    await page.getByRole("tab", { name: "Containers" }).click();
    const containers = page.locator("lab-containers");
    await containers.getByRole("button", { name: "localhost:8080" }).click({ timeout: PATIENT.timeout });
    const frame = page.frameLocator("lab-containers iframe");
    await expect(frame.getByRole("heading")).toHaveText("Hello from /", PATIENT);
    await containers.getByLabel("Path").fill("/other");
    await containers.getByRole("button", { name: "Open", exact: true }).click();
    await expect(frame.getByRole("heading")).toHaveText("Hello from /other", PATIENT);
    await containers.getByLabel("as text").check();
    await expect(containers.locator(".browser pre")).toContainText("<script>parent.document.title");
    await expect(page).toHaveTitle(/Layerlab/);
  });
});

test("what a container changed of its image's files is listed, and hostile names are text", async ({ page }) => {
  await LabPage.open(page);
  const terminal = await TerminalPanel.open(page);
  await terminal.enter(`docker run --name box alpine sh -c 'touch "/<img src=x onerror=document.title=1>"; rm /etc/motd; echo "<b>bold</b>"'`);
  await terminal.says("<b>bold</b>");
  await page.getByRole("tab", { name: "Containers" }).click();
  const containers = page.locator("lab-containers");
  await containers.getByRole("button", { name: /^box/ }).click({ timeout: PATIENT.timeout });
  await expect(containers.locator(".details ol")).toContainText("/<img src=x onerror=document.title=1>", PATIENT);
  await expect(containers.locator(".details li").filter({ hasText: "/etc/motd" })).toContainText("Deleted");
  await expect(containers.getByRole("log")).toHaveText("<b>bold</b>");
  await expect(containers.locator("img, b")).toHaveCount(0);
});
