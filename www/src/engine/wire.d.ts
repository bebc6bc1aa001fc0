// Generated from crate/wasm by `cargo xtask types`; do not edit.

/**
 * The format of a saved image: an OCI layout in a tar, or what `docker save` writes.
 */
export type ArchiveFormat = "oci" | "docker";

/**
 * What happened in a build, in order. A `vertex` is the number of a step, a `line` counts from 1, sizes are bytes.
 *
 * * `began`: a build begins, of the Dockerfile with this path (`dockerfile`).
 * * `plainLog`: the log goes on by `text`, as `--progress=plain` prints it, whatever the command's terminal shows. For builds of
 *   a shell only: those of the page have it as their output.
 * * `planned`: the Dockerfile is understood; all its `stages` and `instructions`, before any step of it starts.
 * * `vertexStarted`: work on a step began; `name` is what progress shows.
 * * `vertexKeyed`: what a step is known by in the cache: its `parts`, its `inputs`, and the `digest` of the parts. Comes again
 *   when more of it is known; the last one counts.
 * * `vertexCached`: a recorded result stands for the step of this `name`. `surprises` are what changed since then without
 *   counting, such as the times of files; `remarks` say the same in words.
 * * `vertexMissed`: none does, for these `reasons`; `summary` is the first of them in a few words. `firstBreak` is false when the
 *   step only follows from one before it.
 * * `log`: a step printed `text` to `stream`; `at` is simulated seconds since the step began.
 * * `printed`: what `docker build` prints with the classic builder (`text`, `stream`), whose output is no rendering of the other
 *   events.
 * * `status`: how far a step is, as `transferring context`; a later one with the same `text` replaces it. `current` and `total`
 *   are bytes.
 * * `layer`: the step of these `instructions` (their ids) made a layer with this `diffId`; `size` is that of its uncompressed
 *   tar, `changes` the number of paths in it.
 * * `vertexDone`: a step ended well after so many simulated `seconds`.
 * * `vertexFailed`: a step ended with an error: `message`, and the `line` of its instruction.
 * * `vertexCancelled`: a step was given up because another one failed or the build was cancelled.
 * * `warning`: BuildKit's checks remark something: `diagnostic`.
 * * `image`: the build's result: `id` and `manifest` are digests, `tags` its names, `size` the bytes of the files in its `layers`,
 *   the lowest of which comes first.
 * * `failed`: the build ended without an image; `text` is the `message` with the lines of the Dockerfile around its cause, which
 *   is in `line`.
 */
export type BuildEvent = { kind: "began"; dockerfile: string } | { kind: "plainLog"; text: string } | { kind: "planned"; stages: StageRow[]; instructions: InstructionRow[] } | { kind: "vertexStarted"; vertex: number; name: string } | { kind: "vertexKeyed"; vertex: number; digest: string; parts: KeyPart[]; inputs: KeyInput[] } | { kind: "vertexCached"; vertex: number; name: string; remarks: string[]; surprises: Surprise[] } | { kind: "vertexMissed"; vertex: number; firstBreak: boolean; summary: string; reasons: MissReason[] } | { kind: "log"; vertex: number; stream: Stream; text: string; at: number } | { kind: "printed"; stream: Stream; text: string } | { kind: "status"; vertex: number; text: string; current?: number; total?: number } | { kind: "layer"; vertex: number; instructions: number[]; diffId: string; size: number; changes: number } | { kind: "vertexDone"; vertex: number; seconds: number } | { kind: "vertexFailed"; vertex: number; message: string; line?: number } | { kind: "vertexCancelled"; vertex: number } | { kind: "warning"; diagnostic: Diagnostic } | { kind: "image"; id: string; manifest: string; tags: string[]; size: number; layers: LayerRow[] } | { kind: "failed"; message: string; text: string; line?: number };

/**
 * A build of the project.
 */
export interface BuildRequest {
    /**
     * Path of the Dockerfile. Default `Dockerfile`.
     */
    dockerfile?: string | undefined;
    /**
     * Names for the image, as `name` or `name:tag`. Default: none.
     */
    tags?: string[] | undefined;
    /**
     * Name or number of the stage to build. Default: the last one.
     */
    target?: string | undefined;
    /**
     * Values of build arguments by name. Default: none.
     */
    buildArgs?: Record<string, string>;
    /**
     * Whether nothing is taken from the cache. Default false.
     */
    noCache?: boolean | undefined;
    /**
     * Stages whose cache is not used.
     */
    noCacheFilter?: string[] | undefined;
    /**
     * Default `"buildkit"`.
     */
    builder?: Builder | undefined;
}

/**
 * Which of docker's builders builds: BuildKit, or the one before it (`DOCKER_BUILDKIT=0`).
 */
export type Builder = "buildkit" | "classic";

/**
 * What a layer does to a path.
 */
export type ChangeKind = "added" | "modified" | "removed";

/**
 * What one slice of a command line brought. `exitCode` is there when it has ended; as long as `requests` are not
 * answered it does not go on.
 */
export interface CommandProgress {
    /**
     * Of the builds in it.
     */
    events?: BuildEvent[];
    output: Printed[];
    requests: HostRequest[];
    exitCode?: number;
    /**
     * There while input goes to a process: it reads from a terminal (edited lines, echoed by the front end) or a pipe.
     */
    reads?: Reads;
    /**
     * There when the command waits for something to happen in a container: so many milliseconds of simulated time until
     * it can. Let them pass (`pass`) and go on; 0 means that there is more to do now. -1: only input or another command can end the wait.
     */
    waits?: number;
    /**
     * Whether signals go on to a process.
     */
    attached: boolean;
}

/**
 * Something that could be typed in place of a piece of the file.
 */
export interface Completion {
    /**
     * Where the replaced piece begins, in UTF-16 units.
     */
    start: number;
    /**
     * The offset behind it.
     */
    end: number;
    /**
     * What would stand there.
     */
    text: string;
    /**
     * What it is.
     */
    kind: "instruction" | "flag" | "value" | "stage" | "variable" | "path";
    /**
     * A sentence about it, or its value.
     */
    detail: string;
}

/**
 * A field of the configuration that differs.
 */
export interface ConfigDifference {
    /**
     * The field, and the key where it has some: `Cmd`, `Env PATH`.
     */
    field: string;
    /**
     * Its value in the one; absent where it is not set.
     */
    before?: string;
    /**
     * Its value in the other; absent where it is not set.
     */
    after?: string;
}

/**
 * What a container of an image starts with; lists are empty and texts absent where the image sets nothing.
 */
export interface ContainerConfig {
    /**
     * `NAME=value`.
     */
    env: string[];
    /**
     * The words of ENTRYPOINT.
     */
    entrypoint: string[];
    /**
     * The words of CMD.
     */
    cmd: string[];
    /**
     * The words of SHELL.
     */
    shell: string[];
    /**
     * As USER says it: a name or a number, with a group behind a colon or not.
     */
    user?: string;
    /**
     * An absolute path.
     */
    workingDir?: string;
    /**
     * As in `SIGTERM`.
     */
    stopSignal?: string;
    /**
     * As in `80/tcp`.
     */
    exposedPorts: string[];
    /**
     * Paths.
     */
    volumes: string[];
    /**
     * Values by name.
     */
    labels: Record<string, string>;
    /**
     * Instructions that run when an image is built on this one.
     */
    onBuild: string[];
    /**
     * `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", text]`.
     */
    healthcheck?: string[];
}

/**
 * What a container holds.
 */
export interface ContainerShare {
    /**
     * The container's id.
     */
    id: string;
    /**
     * As `docker container ls` shows it.
     */
    name: string;
    /**
     * Id of the image that it stands on.
     */
    image: string;
    /**
     * Bytes of what it wrote itself, which go when it is removed.
     */
    freed: number;
}

/**
 * A problem at a place of the user's text.
 */
export interface Diagnostic {
    /**
     * Stable: BuildKit's name of the check, or one of our own.
     */
    code: string;
    /**
     * How much it matters.
     */
    severity: Severity;
    /**
     * What is wrong, in a sentence.
     */
    message: string;
    /**
     * Where it begins, in UTF-16 units.
     */
    start: number;
    /**
     * The offset behind it.
     */
    end: number;
    /**
     * Its first line, from 1.
     */
    startLine: number;
    /**
     * Its last line, from 1.
     */
    endLine: number;
    /**
     * Why it matters and what to do.
     */
    help?: string;
    /**
     * A page about it.
     */
    url?: string;
    /**
     * What would remove it, where that can be said.
     */
    fix?: Fix;
}

/**
 * Replace the text between two offsets.
 */
export interface Edit {
    /**
     * Where the replaced text begins, in UTF-16 units.
     */
    start: number;
    /**
     * The offset behind it.
     */
    end: number;
    /**
     * What stands there then.
     */
    text: string;
}

/**
 * A listing in columns, because one object per path would cost more than reading the folder.
 */
export interface EntryColumns {
    /**
     * Paths relative to the folder, separated by NUL; the folder itself is the empty one.
     */
    paths: string;
    /**
     * What symbolic links point at, else nothing; as many as paths, separated by NUL.
     */
    targets: string;
    /**
     * Six per path: kind (the place of its name in `EntryKind`), mode, seconds and nanoseconds of its time, size, and a
     * number from 1 that all names of one file share, or 0.
     */
    numbers: number[];
}

/**
 * What a path is.
 */
export type EntryKind = "file" | "dir" | "symlink" | "fifo" | "device";

/**
 * Where and how a command line runs.
 */
export interface ExecOptions {
    /**
     * Environment variables; `SOURCE_DATE_EPOCH` and `DOCKER_BUILDKIT` are looked at.
     */
    env?: Record<string, string>;
    /**
     * The folder that relative paths count from.
     */
    cwd?: string;
    /**
     * Present when standard error is a terminal.
     */
    terminal?: Terminal | undefined;
    stdoutIsTerminal?: boolean;
    stdinIsTerminal?: boolean;
    /**
     * Whose output is imitated: `book` (20.10), `v28` or `v29`; without it that of the lab's profile.
     */
    profile?: "book" | "v28" | "v29";
    /**
     * Files are those of the project, and there are no questions.
     */
    project?: boolean;
}

/**
 * What came of a `FileCall`.
 */
export type FileAnswer = { kind: "done" } | { kind: "bytes"; bytes: Uint8Array } | { kind: "stat"; stat: GuestFileStat } | { kind: "names"; names: string[] } | { kind: "target"; target: string } | { kind: "refused"; code: string };

/**
 * An operation on a container's files. Paths are absolute.
 */
export type FileCall = { kind: "read"; path: string } | { kind: "write"; path: string; bytes: Uint8Array; append: boolean; mode: number } | { kind: "stat"; path: string; follow: boolean } | { kind: "list"; path: string } | { kind: "readLink"; path: string } | { kind: "makeDir"; path: string; mode: number } | { kind: "remove"; path: string; directory: boolean } | { kind: "rename"; from: string; to: string } | { kind: "chmod"; path: string; mode: number } | { kind: "symlink"; target: string; path: string };

/**
 * One path that a layer adds, changes or removes.
 */
export interface FileChange {
    /**
     * Without a leading slash.
     */
    path: string;
    /**
     * What it is, or was.
     */
    kind: EntryKind;
    /**
     * What the layer does to it.
     */
    change: ChangeKind;
    /**
     * Bytes of its content.
     */
    size: number;
    /**
     * Permission bits.
     */
    mode: number;
    /**
     * The owner's number.
     */
    uid: number;
    /**
     * The group's number.
     */
    gid: number;
    /**
     * Seconds since 1970.
     */
    mtime: number;
    /**
     * Where a symbolic link points, or the other name of a hard link.
     */
    target?: string;
}

/**
 * What about a file made a step miss.
 */
export type FileEdit = "added" | "removed" | "content" | "mode" | "owner" | "kind" | "target" | "renamed";

/**
 * What would remove a problem.
 */
export interface Fix {
    /**
     * What it does, in a few words.
     */
    title: string;
    /**
     * In the order of the text; none overlap.
     */
    edits: Edit[];
}

/**
 * Lines, counted from 1, that can be folded to the first of them.
 */
export interface Fold {
    /**
     * The line that stays.
     */
    start: number;
    /**
     * The last line that is folded away.
     */
    end: number;
    /**
     * What it is.
     */
    kind: "stage" | "instruction" | "comment";
}

/**
 * What a build would take from the cache.
 */
export interface Forecast {
    /**
     * The instructions, in the order of the Dockerfile.
     */
    rows: ForecastRow[];
    /**
     * The error at which a build would end before any step; there are no rows then.
     */
    failure?: string;
}

/**
 * What each builder would do with an instruction.
 */
export interface ForecastRow {
    /**
     * Which instruction.
     */
    instruction: InstructionRow;
    /**
     * What BuildKit would do with it; absent where it makes no step of it or only the other builder was asked.
     */
    buildkit?: Verdict;
    /**
     * What the classic builder would do with it; absent where it makes no step of it or only the other was asked.
     */
    classic?: Verdict;
}

/**
 * A program that a process of a container waits for. The same program has the same `container`, `exec` and `id`.
 */
export interface Guest {
    /**
     * The container's id.
     */
    container: string;
    /**
     * The number of the `exec` whose process it is; the container's first process without.
     */
    exec?: number;
    id: number;
    /**
     * By which name it is asked for, such as `node`.
     */
    program: string;
    argv: string[];
    env: [string, string][];
    cwd: string;
    uid: number;
    gid: number;
    pid: number;
    hostname: string;
    /**
     * Whether its output is a terminal, of `columns` and `rows`.
     */
    tty: boolean;
    columns: number;
    rows: number;
    /**
     * What it finds on standard input, and whether nothing more will come.
     */
    input: string[];
    inputClosed: boolean;
    /**
     * Milliseconds since 1970.
     */
    started: number;
    /**
     * Bytes of its output that are known already; a program that is run again from its start gives them once more.
     */
    delivered: number;
    /**
     * What an earlier run of it kept with `keepMemory`, or nothing.
     */
    memory: string;
}

/**
 * Something for a program that runs.
 */
export type GuestArrival = { kind: "input"; text: string } | { kind: "end" } | { kind: "signal"; name: string };

export type GuestFileKind = "file" | "directory" | "symlink";

export interface GuestFileStat {
    kind: GuestFileKind;
    /**
     * Permission, set-id and sticky bits.
     */
    mode: number;
    size: number;
    /**
     * Milliseconds since 1970.
     */
    mtime: number;
    uid: number;
    gid: number;
}

/**
 * Something that a program wrote.
 */
export interface GuestPiece {
    stream: Stream;
    bytes: Uint8Array;
}

/**
 * An entry of an image's history.
 */
export interface HistoryRow {
    /**
     * The instruction, as the history has it.
     */
    createdBy: string;
    /**
     * Seconds since 1970, if the history says.
     */
    created?: number;
    /**
     * Who or what made it: `buildkit.dockerfile.v0`.
     */
    comment: string;
    /**
     * The place of its layer among the image's, from 0 for the lowest; absent if it made none.
     */
    layer?: number;
}

/**
 * A path of the host's disk. `mode` holds permission, set-id and sticky bits.
 */
export interface HostEntry {
    path: string;
    kind: EntryKind;
    mode: number;
    seconds: number;
    nanoseconds: number;
    size: number;
    target?: string;
}

/**
 * Paths are as the user typed them; relative ones count from `cwd`.
 */
export type HostQuestion = { kind: "stat"; path: string } | { kind: "readFile"; path: string } | { kind: "list"; path: string } | { kind: "readFiles"; root: string; paths: string[] } | { kind: "readStdin" } | { kind: "input" } | { kind: "edit"; path: string; program: string } | { kind: "writeFile"; path: string; bytes: Uint8Array; mode: number } | { kind: "makeDir"; path: string; mode: number } | { kind: "symlink"; path: string; target: string } | { kind: "remove"; path: string };

/**
 * A question to whoever has the disk, to be answered under its `id`.
 */
export interface HostRequest {
    id: number;
    question: HostQuestion;
}

/**
 * The answer to a `HostQuestion`.
 */
export type HostResponse = { kind: "done" } | { kind: "stat"; entry?: HostEntry } | { kind: "bytes"; bytes: Uint8Array } | { kind: "list"; entries: EntryColumns } | { kind: "files"; contents: Uint8Array[]; failures: Unread[] } | { kind: "interrupted" } | { kind: "failed"; message: string };

/**
 * A text in Markdown about a piece of the file.
 */
export interface Hover {
    /**
     * Where the piece begins, in UTF-16 units.
     */
    start: number;
    /**
     * The offset behind it.
     */
    end: number;
    /**
     * Markdown.
     */
    text: string;
}

/**
 * The line of `.dockerignore` that decided about a path.
 */
export interface IgnoreRule {
    /**
     * Counted from 1.
     */
    line: number;
    /**
     * What stands in that line.
     */
    pattern: string;
}

/**
 * Everything about an image that does not lie in its layers.
 */
export interface ImageDetails {
    /**
     * The digest of the configuration.
     */
    id: string;
    /**
     * `name:tag` as docker shows them; none for a dangling image.
     */
    names: string[];
    /**
     * The digest of the manifest.
     */
    manifest: string;
    /**
     * Bytes of the files in all layers.
     */
    size: number;
    /**
     * Seconds since 1970; 0 if the image does not say.
     */
    created: number;
    /**
     * As in `linux`.
     */
    os: string;
    /**
     * As in `amd64`.
     */
    architecture: string;
    /**
     * Absent where nobody is named.
     */
    author?: string;
    /**
     * What its containers start with.
     */
    config: ContainerConfig;
    /**
     * How it was made, the oldest step first.
     */
    history: HistoryRow[];
    /**
     * The lowest first.
     */
    layers: LayerRow[];
    /**
     * The configuration as it is stored, whose digest is the id.
     */
    json: string;
}

/**
 * What has to happen to one image for it to become another.
 */
export interface ImageDiff {
    /**
     * Id of the one.
     */
    before: string;
    /**
     * Id of the other.
     */
    after: string;
    /**
     * How many layers the two share, from the lowest.
     */
    sharedLayers: number;
    /**
     * In what the configurations differ, by the names of their fields.
     */
    config: ConfigDifference[];
    /**
     * Paths that differ, in the order of the tree. Times of folders do not count.
     */
    files: PathDifference[];
}

/**
 * An image of the local store.
 */
export interface ImageRow {
    /**
     * The digest of the configuration.
     */
    id: string;
    /**
     * `name:tag` as docker shows them; none for a dangling image.
     */
    names: string[];
    /**
     * Bytes of the files in all layers.
     */
    size: number;
    /**
     * Seconds since 1970; 0 if the image does not say.
     */
    created: number;
    /**
     * The lowest first.
     */
    layers: LayerRow[];
}

/**
 * What an image holds, alone and with others.
 */
export interface ImageShare {
    /**
     * The digest of the configuration.
     */
    id: string;
    /**
     * `name:tag` as docker shows them; none for a dangling image.
     */
    names: string[];
    /**
     * Bytes of all its layers.
     */
    size: number;
    /**
     * Bytes of those layers that no other image holds.
     */
    unique: number;
    /**
     * Bytes that removing it would free: none while a container stands on it.
     */
    freed: number;
    /**
     * Ids of the containers that stand on it, and keep it.
     */
    containers: string[];
}

/**
 * An instruction of the Dockerfile.
 */
export interface InstructionRow {
    /**
     * The number that events and layers name it by.
     */
    id: number;
    /**
     * The number of its stage, which is that one's `index`.
     */
    stage: number;
    /**
     * In upper case: `COPY`.
     */
    keyword: string;
    /**
     * As written, continuation lines joined.
     */
    text: string;
    /**
     * Its first line, from 1; what ONBUILD of a base image adds stands in the line of FROM.
     */
    startLine: number;
    /**
     * Its last line, from 1.
     */
    endLine: number;
    /**
     * The number of its step; absent when nothing is executed for it.
     */
    vertex?: number;
    /**
     * Whether it touches nothing but the image's configuration.
     */
    metadataOnly: boolean;
}

/**
 * An input of a step.
 */
export interface KeyInput {
    /**
     * The step that makes it; absent for an image that the classic builder starts from.
     */
    vertex?: number;
    /**
     * That step as progress shows it, or the image.
     */
    name: string;
    /**
     * The paths whose content may stand for the whole input; absent if only the input's own key counts.
     */
    paths?: string[];
    /**
     * The digest of that content, once somebody had to look.
     */
    content?: string;
}

/**
 * A part of what a step is known by in the cache.
 *
 * * `word`: a word of the instruction: `text`.
 * * `variable`: a variable that the step sees: its `name`, its `value` and the `source` that sets it.
 * * `option`: something around it, such as working directory, user, mounts and flags: `name` and `value`.
 */
export type KeyPart = { kind: "word"; text: string } | { kind: "variable"; name: string; value: string; source: VariableSource } | { kind: "option"; name: string; value: string };

/**
 * A simulated Docker host with a project to build.
 */
export class Lab {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Do a bounded part of a command. Its exit code ends the task.
     */
    advanceExec(task: number): CommandProgress;
    /**
     * Do a bounded part of a build. A state other than `running` ends the task.
     */
    advance(task: number): Progress;
    /**
     * Our own advice on a Dockerfile of the project, which no build gives: what makes builds slower, images bigger or
     * less safe than they need be.
     */
    advise(path: string): Diagnostic[];
    /**
     * Hand over what a program wrote, and its exit status (0 to 255) once it has ended.
     */
    answerGuest(container: string, exec: number | null | undefined, pieces: GuestPiece[], exit?: number | null): void;
    /**
     * Answer a question of a command.
     */
    answer(task: number, id: number, response: HostResponse): void;
    blob(digest: string): Uint8Array;
    /**
     * End a build or a command at its next `advance`. A task that has ended is left alone.
     */
    cancel(task: number): void;
    /**
     * The same of a Dockerfile's text, as it is being typed.
     */
    checkText(text: string): Diagnostic[];
    /**
     * What is wrong in a Dockerfile of the project, and what BuildKit's checks remark on it.
     */
    check(path: string): Diagnostic[];
    chmod(path: string, mode: number): void;
    /**
     * End the input of that process: Ctrl-D at the start of a line, or the end of a pipe.
     */
    closeInput(task: number): void;
    /**
     * What could be typed at a place of a line of the shell; `cursor` counts UTF-16 units.
     */
    completeLine(line: string, cursor: number): LineCompletions;
    /**
     * What could be typed at an offset, paths of the project included.
     */
    complete(text: string, offset: number): Completion[];
    /**
     * Where the stage or the variable at an offset is defined.
     */
    definition(text: string, offset: number): Range | undefined;
    /**
     * End an attached command and let its process go on: Ctrl-P Ctrl-Q.
     */
    detach(task: number): void;
    /**
     * What two images differ in. A container, by name or id, stands for the image that committing it would make.
     */
    diff(before: string, after: string): ImageDiff;
    /**
     * In how many milliseconds something happens in a container by itself, if it does.
     */
    due(): number | undefined;
    /**
     * Begin to run a command line, without the name of the program; the task's number is for `advanceExec`.
     */
    exec(argv: string[], options: ExecOptions): number;
    /**
     * The unified diff of a file in two images, if both hold it as short text.
     */
    fileDiff(before: string, after: string, path: string): string | undefined;
    /**
     * Everything in the project, in the order of the paths.
     */
    files(): ProjectEntry[];
    /**
     * Replace the lab's state with what was imported. Fails, and changes nothing, while blobs are missing.
     */
    finishImport(): void;
    /**
     * What can be folded away, in the order of the first lines.
     */
    folds(text: string): Fold[];
    /**
     * What a build would take from the cache, without building: with the builder that the request names, or with both if
     * it names none, instruction by instruction.
     */
    forecast(request: BuildRequest): Forecast;
    /**
     * The text in its stable form. Comments stay, and the result means the same.
     */
    format(text: string): string;
    /**
     * What has arrived for a program since the last call.
     */
    guestArrivals(container: string, exec?: number | null): GuestArrival[];
    /**
     * Do one operation on a container's files for a program of a user.
     */
    guestFile(container: string, uid: number, gid: number, call: FileCall): FileAnswer;
    /**
     * The programs that are to be run now. One stays until it is answered with an exit status.
     */
    guests(): Guest[];
    /**
     * What there is to say about the text at an offset: a variable's value there, what a flag or an instruction does.
     */
    hover(text: string, offset: number): Hover | undefined;
    /**
     * Configuration and history of an image, by name or id.
     */
    imageDetails(reference: string): ImageDetails;
    images(): ImageRow[];
    /**
     * Begin to take in an index. Returns the digests of the blobs to `putBlob` before `finishImport`.
     */
    importState(index: Uint8Array | number[]): string[];
    /**
     * Give bytes to the process that a command is attached to; for a terminal whole lines, with their newline.
     */
    input(task: number, bytes: Uint8Array | number[]): void;
    /**
     * Ctrl-C for what a shell session runs. At its prompt, answer `interrupted` instead.
     */
    interrupt(task: number): void;
    /**
     * Remember what a program keeps in memory, for a run of it in another process. It is part of the state.
     */
    keepMemory(container: string, exec: number | null | undefined, memory: string): void;
    /**
     * What a layer does to the content of a file, against the layers below.
     */
    layerDiff(diffId: string, path: string): LayerDiff;
    /**
     * The content of a file that a layer holds.
     */
    layerFile(diffId: string, path: string): Uint8Array;
    /**
     * What a layer adds, changes and removes.
     */
    layerFiles(diffId: string): FileChange[];
    /**
     * The bytes of a layer's tar that describe a path: its header of 512 bytes, and before it the entries that extend it.
     */
    layerHeader(diffId: string, path: string): Uint8Array;
    /**
     * Take in a part of the catalog, unpacked: `catalog-index.bin` before anything else, `catalog-images.bin` after a call
     * has failed with the code `needs-images`, `catalog-packages.bin` after `needs-packages`. The same call can be made
     * again then.
     */
    loadCatalog(bytes: Uint8Array | number[]): void;
    /**
     * Replace the project with a ready-made one: `web-ping`.
     */
    loadExample(name: string): void;
    /**
     * Make a folder and those above it; it is fine if it is there.
     */
    makeDir(path: string): void;
    /**
     * A lab with an empty project and an empty store.
     */
    constructor(options?: LabOptions | null);
    /**
     * The simulated time, in milliseconds since 1970.
     */
    now(): number;
    /**
     * Begin a session of the shell; the task's number is for `advanceExec` and `interrupt`.
     */
    openShell(options: ShellOptions): number;
    /**
     * The nodes of a Dockerfile's text.
     */
    parse(text: string): SyntaxColumns;
    /**
     * Let so many milliseconds of simulated time pass, and everything happen in containers that is due by then.
     */
    pass(milliseconds: number): void;
    /**
     * What is behind a port of the machine that a running container has published.
     */
    published(port: number): PublishedPort | undefined;
    putBlob(bytes: Uint8Array | number[]): void;
    /**
     * The container that a host's name or address means inside another one, if it is one that runs. The machine itself
     * is the container without an id.
     */
    reach(container: string, host: string): Reached | undefined;
    readFile(path: string): Uint8Array;
    /**
     * Remove a file, or a folder with everything in it.
     */
    remove(path: string): void;
    rename(from: string, to: string): void;
    /**
     * Tell the process that a command is attached to how large the terminal is now.
     */
    resize(task: number, columns: number, rows: number): void;
    /**
     * An image as an archive that Docker loads.
     */
    save(reference: string, format: ArchiveFormat): Uint8Array;
    /**
     * Say which programs the front end runs. Those of processes that start from now on are asked for by `guests`;
     * without, they say that they are not modelled.
     */
    setGuests(programs: string[]): void;
    /**
     * Which images and containers hold a layer, and what removing one of them would free.
     */
    sharing(): Sharing;
    /**
     * Send a signal, named without `SIG` (`INT` for Ctrl-C): to the process that a command is attached to, else to the
     * command itself, which it ends.
     */
    signal(task: number, name: string): void;
    /**
     * Begin to build the project; the task's number is for `advance` and `cancel`.
     */
    startBuild(request: BuildRequest): number;
    /**
     * Digests of the blobs that belong to the last index.
     */
    stateBlobs(): string[];
    /**
     * Everything but the blobs, which stay available until the next call.
     */
    stateIndex(): Uint8Array;
    symlink(path: string, target: string): void;
    /**
     * The tokens of a Dockerfile's text: start, length and type of each. Blanks lie between them.
     */
    tokens(text: string): Uint32Array;
    /**
     * What an image carries for nothing: files that a later layer replaces or removes.
     */
    waste(reference: string): WastefulImage;
    /**
     * Make or replace a file, with the folders above it. `mode` defaults to that of the file there, or 0644; `mtime`,
     * in seconds, to the lab's time.
     */
    writeFile(path: string, bytes: Uint8Array | number[], mode?: number | null, mtime?: number | null): void;
}

/**
 * What a lab is made with.
 */
export interface LabOptions {
    /**
     * The number from which identifiers come that Docker draws at random; the same one gives the same ones. Default 0.
     */
    seed?: number | undefined;
    /**
     * The time it is in the lab, in seconds since 1970. Default: that of 2023-11-14 22:13:20 UTC.
     */
    now?: number | undefined;
}

/**
 * What a layer does to a file's content, against the layers below. `text`: a unified diff (`diff`), against nothing for a file
 * that the layer adds or removes. `same`: only other things about it change. `binary`: no text. `large`: longer than
 * `limit` bytes. `noFile`: a directory, a link or a device.
 */
export type LayerDiff = { kind: "text"; diff: string } | { kind: "same" } | { kind: "binary" } | { kind: "large"; limit: number } | { kind: "noFile" };

/**
 * A layer and where it came from.
 */
export interface LayerPlace {
    /**
     * Its place among the layers, from 0 for the lowest.
     */
    layer: number;
    /**
     * Its instruction, as the history has it.
     */
    createdBy: string;
    /**
     * First line of the instruction, from 1; absent in a base image or where the Dockerfile is not known.
     */
    startLine?: number;
    /**
     * Last line of the instruction, from 1.
     */
    endLine?: number;
}

/**
 * A layer of an image.
 */
export interface LayerRow {
    /**
     * The digest of its uncompressed tar.
     */
    diffId: string;
    /**
     * Bytes of that tar.
     */
    size: number;
    /**
     * Bytes of the files in it, which is what `docker image history` shows.
     */
    content: number;
    /**
     * The instruction that made it, as the history has it.
     */
    createdBy: string;
    /**
     * Whether it came with the base image.
     */
    fromBase: boolean;
    /**
     * Whether its content is modelled rather than real.
     */
    modelled: boolean;
    /**
     * The number of its instruction, which is that one's `id`, where the build that made the image is known.
     */
    instruction?: number;
}

export interface LineCompletion {
    text: string;
    about: string;
}

/**
 * What could be typed at a place of a line: texts for the word that begins at `from`, in UTF-16 units.
 */
export interface LineCompletions {
    from: number;
    items: LineCompletion[];
}

/**
 * Why a step could not be taken from the cache. `before` is how something was in the nearest recorded step, `after` how it is now.
 *
 * * `firstBuild`: nothing like it was ever built.
 * * `noCache`: the build was told not to use the cache for this step.
 * * `pruned`: the result was there, and was pruned.
 * * `instruction`: the instruction's words, after expansion; `words` are those of both texts in order.
 * * `file`: the file at `path` that the step takes; `change` is what about it. `before` and `after` are its mode, owner, target,
 *   kind or name where that changed, `diff` a unified diff when both contents are short text, `line` the first line that differs,
 *   from 1.
 * * `variable`: the value of the variable `name`, which `source` sets; absent where it is not set.
 * * `parent`: a step before this one was built anew: `vertex`, which progress shows as `name`.
 * * `base`: the name of the base image stands for other content than before.
 * * `option`: something around the step: `name` is `workdir`, `user`, `mount`, `network`, `platform` and the like.
 */
export type MissReason = { kind: "firstBuild" } | { kind: "noCache" } | { kind: "pruned" } | { kind: "instruction"; before: string; after: string; words: Word[] } | { kind: "file"; path: string; change: FileEdit; before?: string; after?: string; diff?: string; line?: number } | { kind: "variable"; name: string; source: VariableSource; before?: string; after?: string } | { kind: "parent"; vertex: number; name: string } | { kind: "base"; before: string; after: string } | { kind: "option"; name: string; before?: string; after?: string };

/**
 * Text for the terminal, in the order it was printed.
 */
export interface Output {
    /**
     * Where it was printed.
     */
    stream: Stream;
    /**
     * Pieces of lines, control characters included.
     */
    text: string;
}

/**
 * In what the two sides of a path differ.
 */
export type PathAspect = "kind" | "content" | "target" | "mode" | "owner" | "xattrs" | "time";

/**
 * A path that differs between two images.
 */
export interface PathDifference {
    /**
     * Without a leading slash.
     */
    path: string;
    /**
     * What stands there now, or stood there.
     */
    kind: EntryKind;
    /**
     * What became of it.
     */
    change: ChangeKind;
    /**
     * In what the two differ, if both are there.
     */
    aspects: PathAspect[];
    /**
     * Bytes of the files at and below it in the one.
     */
    sizeBefore: number;
    /**
     * Bytes of the files at and below it in the other.
     */
    sizeAfter: number;
    /**
     * A unified diff when both contents are short text; of very many paths only the first have one, and `fileDiff` gives the
     * others.
     */
    diff?: string;
}

/**
 * Bytes that a command line printed, in the order it printed them.
 */
export interface Printed {
    stream: Stream;
    bytes: Uint8Array;
}

/**
 * What one slice of work brought. `output` is the log as `--progress=plain` prints it.
 */
export interface Progress {
    events: BuildEvent[];
    state: TaskState;
    output: Output[];
}

/**
 * One path of the project.
 */
export interface ProjectEntry {
    /**
     * Relative to the project's root.
     */
    path: string;
    /**
     * What it is.
     */
    kind: EntryKind;
    /**
     * Permission bits.
     */
    mode: number;
    /**
     * Bytes; of a symbolic link, the length of its target.
     */
    size: number;
    /**
     * Time of the last change, in seconds since 1970.
     */
    mtime: number;
    /**
     * What a symbolic link points at.
     */
    target?: string;
    /**
     * Present when `.dockerignore` keeps the path out of the build context.
     */
    ignoredBy?: IgnoreRule;
}

/**
 * What is behind a published port of the machine.
 */
export interface PublishedPort {
    /**
     * The container's id.
     */
    container: string;
    address: string;
    port: number;
}

/**
 * A piece of text, in UTF-16 units.
 */
export interface Range {
    /**
     * Where it begins.
     */
    start: number;
    /**
     * Where it ends: the offset behind it.
     */
    end: number;
}

/**
 * A container that a name or an address led to.
 */
export interface Reached {
    /**
     * The container's id.
     */
    container: string;
    address: string;
}

/**
 * Where a process reads its input from.
 */
export type Reads = "terminal" | "pipe";

/**
 * How much a problem matters: `error` stops a build, `warning` is a check of BuildKit's, `advice` and `info` are ours.
 */
export type Severity = "error" | "warning" | "advice" | "info";

/**
 * A layer, with those who hold it.
 */
export interface SharedLayer {
    /**
     * The digest of its uncompressed tar.
     */
    diffId: string;
    /**
     * Bytes of the files in it.
     */
    content: number;
    /**
     * The instruction that made it, as an image's history has it.
     */
    createdBy: string;
    /**
     * Ids of the images that hold it.
     */
    images: string[];
    /**
     * Ids of the containers that stand on it.
     */
    containers: string[];
}

/**
 * Who holds which layers.
 */
export interface Sharing {
    /**
     * Every layer, in the order in which images stack them.
     */
    layers: SharedLayer[];
    /**
     * What each image holds.
     */
    images: ImageShare[];
    /**
     * What each container holds.
     */
    containers: ContainerShare[];
}

/**
 * A session of the shell of the lab's machine, with the project in its home folder and `docker` among its programs.
 */
export interface ShellOptions {
    /**
     * What `sh -c` runs; without it there is a prompt, and each line is asked for.
     */
    script?: string | undefined;
    env?: Record<string, string>;
    terminal?: Terminal | undefined;
    profile?: "book" | "v28" | "v29";
}

/**
 * A stage of the Dockerfile.
 */
export interface StageRow {
    /**
     * Counted from 0 in the order of the Dockerfile.
     */
    index: number;
    /**
     * The name behind AS, or `stage-N`.
     */
    name: string;
    /**
     * Whether the target depends on it.
     */
    needed: boolean;
    /**
     * Its FROM line as written, continuation lines joined.
     */
    text: string;
    /**
     * First line of FROM, from 1.
     */
    startLine: number;
    /**
     * Last line of FROM, from 1.
     */
    endLine: number;
    /**
     * What that line stands for: an image's full name, another stage's, or `scratch`.
     */
    base: string;
    /**
     * The step that loads its base image; absent when none is loaded.
     */
    vertex?: number;
    /**
     * Whether its base image is modelled rather than real.
     */
    modelled: boolean;
}

/**
 * Where text was printed.
 */
export type Stream = "stdout" | "stderr";

/**
 * What changed since a recorded result was made without making it useless.
 *
 * * `onlyTimes`: only the times of files: `paths`.
 * * `otherOrigin`: another instruction or stage, `name`, made the result from the same content.
 * * `spelling`: only blanks or the spelling of the instruction, which was `before`.
 * * `comment`: only a comment above or inside the instruction, or how it is written; it was `before`.
 * * `sameContent`: a step that it builds on, `name`, ran again and gave the same files.
 */
export type Surprise = { kind: "onlyTimes"; paths: string[] } | { kind: "otherOrigin"; name: string } | { kind: "spelling"; before: string } | { kind: "comment"; before: string } | { kind: "sameContent"; name: string };

/**
 * The nodes of a Dockerfile as columns of numbers, one behind the other; `Syntax` reads them.
 * First four counts: of nodes, of words, of changed texts, and of bytes in these. Then
 * per node: start, end, first line and last line (from 1), index of its first word, number of its words, and the index of the node it stands in (ONBUILD) or 0xffffffff;
 * per word: role (0 keyword, 1 flag, 2 argument, 3 string of a JSON array, 4 heredoc), start, end, and the index of its text among the changed ones or 0xffffffff if it is the text of the file;
 * per changed text: where it ends among them, in UTF-16 units;
 * and all changed texts as UTF-8, four bytes in a number, the first in its lowest byte.
 */
export type SyntaxColumns = Uint32Array;

export type TaskState = "running" | "done" | "failed" | "cancelled";

/**
 * A terminal's size in characters, and whether it shows colours.
 */
export interface Terminal {
    /**
     * Characters in a line.
     */
    columns: number;
    /**
     * Lines.
     */
    rows: number;
    /**
     * Whether it shows colours.
     */
    colours: boolean;
}

/**
 * A file that could not be read: its place in the question's `paths`, and why in the words of strerror.
 */
export interface Unread {
    index: number;
    message: string;
}

/**
 * Where a variable comes from: ARG or ENV.
 */
export type VariableSource = "arg" | "env";

/**
 * What would become of a step.
 *
 * * `hit`: it would be taken from the cache, with `surprises` as in a build, which `remarks` say in words.
 * * `miss`: it would run, for these `reasons`; `summary` is the first of them in a few words. `firstBreak` is false when it only
 *   follows from a step before it.
 * * `depends`: it depends on what an earlier step, `vertex`, makes, which would run.
 * * `fails`: the build would end here with `message`.
 */
export type Verdict = { kind: "hit"; remarks: string[]; surprises: Surprise[] } | { kind: "miss"; firstBreak: boolean; summary: string; reasons: MissReason[] } | { kind: "depends"; vertex: number } | { kind: "fails"; message: string };

/**
 * How a file of a lower layer was hidden. `repeated`: the same content came again.
 */
export type WasteCause = "removed" | "replaced" | "repeated";

/**
 * A file whose bytes are shipped although nobody can see them.
 */
export interface WasteRow {
    /**
     * Without a leading slash.
     */
    path: string;
    /**
     * Bytes of the file that nobody can see.
     */
    bytes: number;
    /**
     * How it was hidden.
     */
    cause: WasteCause;
    /**
     * The layer that ships it.
     */
    shipped: LayerPlace;
    /**
     * The layer that hides it.
     */
    hidden: LayerPlace;
}

/**
 * What an image carries for nothing.
 */
export interface WastefulImage {
    /**
     * The image's id.
     */
    id: string;
    /**
     * Bytes of all files in all layers.
     */
    size: number;
    /**
     * Bytes that it would lose, all rows together.
     */
    reclaimable: number;
    /**
     * The files, the largest first.
     */
    rows: WasteRow[];
}

/**
 * A word of an instruction, and what became of it.
 */
export interface Word {
    /**
     * The word, without the blanks around it.
     */
    text: string;
    /**
     * What became of it.
     */
    change: WordChange;
}

/**
 * What became of a word of an instruction.
 */
export type WordChange = "kept" | "removed" | "added";

/**
 * SHA-256 of messages that lie one behind the other in `bytes`: 32 bytes for each of the `lengths`. What lies behind the
 * last one is not looked at.
 */
export function sha256(bytes: Uint8Array | number[], lengths: Uint32Array | number[]): Uint8Array;

/**
 * A panic is our bug; its message belongs on the console before the module traps.
 */
export function start(): void;
